"""Reports say what an audit found; they compute nothing."""
