"""Source notebook to student release and answer key, and the proof that the release gives nothing away."""
