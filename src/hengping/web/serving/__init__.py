"""What runs beside the pages: the supervisor of runs, workers on several hosts, and the starting of it all."""
