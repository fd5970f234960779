"""Views of results on a terminal and as HTML pages."""
