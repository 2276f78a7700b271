"""The warm parent, the isolated child, limits, the channel: the only room that student code ever enters."""
