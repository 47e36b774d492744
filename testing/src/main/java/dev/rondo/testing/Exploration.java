package dev.rondo.testing;

/// What [Schedules] ran without finding a failure.
///
/// @param schedules how many schedules were run
/// @param complete whether these are all that there are
/// @param steps how many steps they had together
public record Exploration(int schedules, boolean complete, long steps) {}
