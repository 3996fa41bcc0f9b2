"""What leaves the program and is painted: snapshots, sheets, video, report."""
