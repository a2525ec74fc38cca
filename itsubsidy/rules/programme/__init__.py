"""What a programme says: data and its types, no formula."""
