"""The known wrong ways to do part (a) of beyond L2: early stopping and augmentation."""

from ...model import Misconception

# --- early stopping -------------------------------------------------------------------------------------------------

_BEST = "    best = 0\n"
_BETTER = "cost < dev_costs[best]"
_KEPT = "            best = i\n"
_STOP = "elif i - best >= patience:\n            break"
_COUNTER = {_BEST: "    best, waited = 0, 0\n", _KEPT: "            best, waited = i, 0\n"}
_PATIENCE_LOOK = "Count by hand how many measurements may fail to be better before training stops."

EARLY_STOPPING = (
    Misconception(
        "ties-count-as-better",
        "What happens when a cost is exactly as low as the best so far?",
        "A cost that is only as low as the best is treated as better. Of equal costs the first one counts, and the "
        "wait goes on.",
        {_BETTER: "cost <= dev_costs[best]"},
    ),
    Misconception(
        "one-too-patient",
        _PATIENCE_LOOK,
        "Training stops one measurement too late: it stops as soon as the patience is used up, not only when it is "
        "exceeded.",
        {"i - best >= patience": "i - best > patience"},
    ),
    Misconception(
        "one-too-impatient",
        _PATIENCE_LOOK,
        "Training stops one measurement too early: as many as the patience says have to fail before it is used up.",
        {"i - best >= patience": "i - best >= patience - 1"},
    ),
    Misconception(
        "first-cost-counted-as-failed",
        "What happens at the very first measurement? Try the least patience that there is.",
        "The first cost is counted as one that is not better. It is the best so far, and waiting starts behind it.",
        {
            **_COUNTER,
            _STOP: "else:\n            waited += 1\n            if waited >= patience:\n                break",
        },
    ),
    Misconception(
        "wait-never-starts-anew",
        "What happens to the waiting when a better cost comes?",
        "Failures add up over the whole training. Only those in a row count: a better cost starts the wait anew.",
        {
            _BEST: "    best, waited = 0, 0\n",
            _STOP: "elif i > 0:\n            waited += 1\n            if waited >= patience:\n                break",
        },
    ),
    Misconception(
        "ties-do-not-use-up-patience",
        "What happens when a cost is exactly as low as the best so far?",
        "A cost as low as the best is not counted as a failure. It is not better, so it uses up patience like any "
        "other.",
        {
            **_COUNTER,
            _STOP: "elif cost > dev_costs[best]:\n            waited += 1\n            if waited >= patience:\n"
            "                break",
        },
    ),
    Misconception(
        "patience-from-the-start",
        "From which measurement on is the wait counted?",
        "The wait is counted from the start of the training. It is counted from the best measurement so far.",
        {"i - best >= patience": "i >= patience"},
    ),
    Misconception(
        "patience-ignored",
        "Follow a training whose cost falls again after a long pause.",
        "Training never stops: this is the best of all costs. Those after the stop would never have been measured.",
        {"break": "pass"},
    ),
    Misconception(
        "stopped-at-first-failure",
        "What happens when a single cost is not better?",
        "Training stops at the first cost that is not better, whatever the patience.",
        {"i - best >= patience": "i > best"},
    ),
    Misconception(
        "compared-with-the-one-before",
        "With which cost is each new one compared?",
        "Each cost is compared with the one just before it. It has to be better than the best so far.",
        {_BETTER: "cost < dev_costs[i - 1]"},
    ),
    Misconception(
        "highest-for-lowest",
        "Is a good cost a high or a low one?",
        "The highest cost is looked for. With an accuracy that would be right; a cost is the better the lower it is.",
        {_BETTER: "cost > dev_costs[best]"},
    ),
    Misconception(
        "where-it-stopped",
        "Which of the two is asked for: the best measurement, or the last?",
        "What comes back is where training stopped. Asked for is the best measurement until then.",
        {"return best": "return i"},
    ),
    Misconception(
        "patience-back-from-the-end",
        "Try costs that come to an end before the patience does.",
        "The best measurement is found by going back from the end by the patience. That fits only where the patience "
        "was used up.",
        {"return best": "return i - patience"},
    ),
    Misconception(
        "counted-from-one",
        "From which number on are the measurements counted?",
        "The measurements are counted from 1. An index counts from 0.",
        {"return best": "return best + 1"},
    ),
    Misconception(
        "cost-for-index",
        "What is asked for: a cost, or its place?",
        "What comes back is the lowest cost. Asked for is its index, so that one knows which parameters to keep.",
        {"return best": "return dev_costs[best]"},
    ),
)

# --- augmentation ---------------------------------------------------------------------------------------------------

_MIRRORED = "image[:, ::-1, :]"
_AXIS_LOOK = "Which axis runs from left to right? Try a picture whose corners you can tell apart."

FLIP = (
    Misconception(
        "upside-down",
        _AXIS_LOOK,
        "The rows run backwards, which turns top to bottom. Left and right change places along the columns.",
        {_MIRRORED: "image[::-1, :, :]"},
    ),
    Misconception(
        "channels-backwards",
        _AXIS_LOOK,
        "The channels run backwards: red becomes blue, and the picture is not mirrored at all.",
        {_MIRRORED: "image[:, :, ::-1]"},
    ),
    Misconception(
        "half-turn",
        _AXIS_LOOK,
        "Both rows and columns run backwards, which is a half turn. Only one of them does in a mirror.",
        {_MIRRORED: "image[::-1, ::-1, :]"},
    ),
    Misconception(
        "every-axis-backwards",
        "Which axes does this function reverse if it is not told?",
        "Every axis is reversed: rows, columns and channels. It has to be told which one.",
        {_MIRRORED: "np.flip(image)"},
    ),
    Misconception(
        "transposed",
        "Compare the shapes of the two pictures.",
        "Rows and columns have changed places, which mirrors at the diagonal.",
        {_MIRRORED: "image.transpose(1, 0, 2)"},
    ),
    Misconception(
        "last-column-lost",
        "Compare the shapes of the two pictures.",
        "The slice drops the last column instead of running backwards: a colon is missing, so -1 is an end, not a "
        "step.",
        {"::-1": ":-1"},
    ),
    Misconception(
        "given-picture-changed",
        "What does the picture that was given look like afterwards?",
        "The picture is right, but the one that was given has been overwritten. Whoever called the function still "
        "needs it.",
        {f"flipped = {_MIRRORED}": "image[:] = image[:, ::-1, :].copy()\n    flipped = image"},
    ),
    Misconception(
        "columns-overwritten",
        "Follow the loop past the middle of the picture: which columns does it read there?",
        "Columns are replaced in the picture itself, one after the other. Past the middle those that are still "
        "needed are already overwritten.",
        {
            f"flipped = {_MIRRORED}": "flipped = image\n    for column in range(image.shape[1]):\n"
            "        flipped[:, column] = image[:, -1 - column]"
        },
    ),
)

_TURNED = "np.rot90(image, quarter_turns)"

ROTATE = (
    Misconception(
        "clockwise",
        "Which way round does the picture turn? Follow one corner.",
        "The picture turns clockwise. A positive number of turns goes counter-clockwise.",
        {_TURNED: "np.rot90(image, -quarter_turns)"},
    ),
    Misconception(
        "always-one-turn",
        "How many quarter turns are made? Try two of them.",
        "The picture is always turned once, however many turns are asked for.",
        {_TURNED: "np.rot90(image)"},
    ),
    Misconception(
        "turned-back-as-forward",
        "What happens with a negative number of turns?",
        "A negative number is treated as a positive one. It means that the picture turns the other way.",
        {_TURNED: "np.rot90(image, abs(quarter_turns))"},
    ),
    Misconception(
        "degrees-for-turns",
        "In which unit does the function that turns count?",
        "The turns are converted to degrees, but the function that turns counts quarter turns itself.",
        {_TURNED: "np.rot90(image, 90 * quarter_turns)"},
    ),
    Misconception(
        "columns-with-channels",
        "Which two axes span the plane in which the picture turns?",
        "Columns turn with the channels. The picture lies in rows and columns, and the channels stay as they are.",
        {_TURNED: "np.rot90(image, quarter_turns, (1, 2))"},
    ),
    Misconception(
        "rows-with-channels",
        "Which two axes span the plane in which the picture turns?",
        "Rows turn with the channels. The picture lies in rows and columns, and the channels stay as they are.",
        {_TURNED: "np.rot90(image, quarter_turns, (0, 2))"},
    ),
    Misconception(
        "transposed",
        "Is the picture turned, or mirrored? Follow two neighbouring corners.",
        "Rows and columns have changed places, and that mirrors the picture at its diagonal. A turn runs one of them "
        "backwards as well.",
        {_TURNED: "image.transpose(1, 0, 2) if quarter_turns % 2 else image[::-1, ::-1]"},
    ),
    Misconception(
        "reshaped",
        "Do neighbouring pixels stay neighbours?",
        "The shape is right, but the pixels were only written out in another line length. They have to move.",
        {_TURNED: "image.reshape(image.shape[1], image.shape[0], -1) if quarter_turns % 2 else image[::-1, ::-1]"},
    ),
)

_CUT = "image[top : top + height, left : left + width]"
_END_LOOK = "Where does the part end? Count its rows and columns."
_START_LOOK = "Where does the part start?"

CROP = (
    Misconception(
        "sizes-for-ends",
        _END_LOOK,
        "Height and width are taken for the row and the column where the part ends. They say how many there are, "
        "counted from the first.",
        {"top + height": "height", "left + width": "width"},
    ),
    Misconception(
        "height-and-width-exchanged",
        "Which of the sizes goes with rows, and which with columns?",
        "Height and width have changed places: height is the number of rows, width that of columns.",
        {_CUT: "image[top : top + width, left : left + height]"},
    ),
    Misconception(
        "top-and-left-exchanged",
        _START_LOOK,
        "Top and left have changed places: top is the first row, left the first column.",
        {_CUT: "image[left : left + height, top : top + width]"},
    ),
    Misconception(
        "rows-and-columns-exchanged",
        "Which comes first in the shape of a picture?",
        "Rows and columns have changed places. In an array the row comes first, unlike x and y in a drawing.",
        {_CUT: "image[left : left + width, top : top + height]"},
    ),
    Misconception(
        "end-included",
        _END_LOOK,
        "The part has one row and one column too many. The end of a slice is not part of it, so nothing is to be "
        "added.",
        {"top + height": "top + height + 1", "left + width": "left + width + 1"},
    ),
    Misconception(
        "one-short",
        _END_LOOK,
        "The part has one row and one column too few. The end of a slice is not part of it, so nothing is to be "
        "taken off.",
        {"top + height": "top + height - 1", "left + width": "left + width - 1"},
    ),
    Misconception(
        "counted-from-one",
        _START_LOOK,
        "Rows and columns are counted from 1, so the part lies one row too high and one column too far left.",
        {_CUT: "image[top - 1 : top - 1 + height, left - 1 : left - 1 + width]"},
    ),
    Misconception(
        "from-the-corner",
        _START_LOOK,
        "The part always starts in the upper left corner of the picture. It has the right size, but not its place.",
        {_CUT: "image[:height, :width]"},
    ),
    Misconception(
        "never-ending",
        _END_LOOK,
        "The part runs on to the edge of the picture. Where it starts is right, where it ends is missing.",
        {_CUT: "image[top:, left:]"},
    ),
    Misconception(
        "sizes-for-margins",
        _END_LOOK,
        "Height and width are taken off the far edges of the picture. They are the size of the part, not a margin.",
        {_CUT: "image[top:-height, left:-width]"},
    ),
    Misconception(
        "square",
        _END_LOOK,
        "The part is always a square: its width is that of its height.",
        {"left + width": "left + height"},
    ),
    Misconception(
        "one-channel-alone",
        "Compare the shape with what is asked for.",
        "Only the first channel is left, and the axis of the channels is gone.",
        {_CUT: "image[top : top + height, left : left + width, 0]"},
    ),
)
