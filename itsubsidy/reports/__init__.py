"""One renderer a file: each turns finished results into text and knows no rule."""
