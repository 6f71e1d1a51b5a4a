"""What all live figures share: the HTML around one, its scripts and styles, static pictures."""
