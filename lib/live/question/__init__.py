"""Questions: how an answer is judged, on a page as in `lib.checks`."""
