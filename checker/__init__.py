"""How lessons are checked: an nbval plugin that compares numbers, texts and figures."""
