// Its headers are compiled once, for all test programs.
