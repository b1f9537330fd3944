"""What the service costs: `python -m benchmarks` prints one table. Needs the development requirements, no network."""
