"""What the site's build does beyond MkDocs: MathML, the palette of the pages, and links that leave docs/.

MkDocs reads this file by its path, so it imports nothing of the project.
"""

import html
import logging
import re
from pathlib import Path

from latex2mathml.converter import convert
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[2]
PALETTE = ROOT / "autograder/outlets/templates/palette.css"
PAGES = {"benchmarks.md": "benchmarks/README.md"}
"""Pages of the site that stand elsewhere in the repository."""

LINK = re.compile(r"(!?)\[([^\]]+)\]\(([^)\s#:]+)(#[^)\s]*)?\)")
FORMULA = re.compile(r'<(span|div) class="arithmatex">\\[(\[](.*?)\\[)\]]</\1>', re.DOTALL)

log = logging.getLogger("mkdocs.hooks.docs")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    files.append(File.generated(config, "stylesheets/palette.css", abs_src_path=str(PALETTE)))
    for place, file in PAGES.items():
        files.append(File.generated(config, place, abs_src_path=str(ROOT / file)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Leave of a link to a file of the repository its name: the site stands for itself, wherever it is put."""
    there = ROOT / PAGES.get(page.file.src_uri, f"docs/{page.file.src_uri}")
    depth = page.file.src_uri.count("/")

    def inner(match: re.Match[str]) -> str:
        image, text, target, anchor = match[1], match[2], match[3], match[4] or ""
        file = (there.parent / target).resolve()
        name = file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else target
        if not file.exists():
            log.warning("%s links to %s, which does not exist.", page.file.src_uri, name)
        elsewhere = {stands: place for place, stands in PAGES.items()}
        place = elsewhere.get(name) or (name.removeprefix("docs/") if name.startswith("docs/") else None)
        if place is not None:
            return f"{image}[{text}]({'../' * depth}{place}{anchor})"
        return f"`{name}`" if text.strip("`") in (name, target) else f"{text} (`{name}`)"

    return LINK.sub(inner, markdown)


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Write formulas as MathML, which browsers set themselves."""

    def formula(match: re.Match[str]) -> str:
        display = "block" if match[1] == "div" else "inline"
        made = convert(html.unescape(match[2]).strip(), display=display)
        return f'<div class="formula" tabindex="0">{made}</div>' if display == "block" else made

    return FORMULA.sub(formula, content)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Give the search a name that is read aloud; Material leaves it without one."""
    search = 'data-md-component="search" role="dialog"'
    return output.replace(search, f'{search} aria-label="Search"')
