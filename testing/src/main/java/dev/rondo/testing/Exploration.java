package dev.rondo.testing;

/// What [Schedules#check(dev.rondo.Action)] has tried.
///
/// @param schedules how many schedules were run
/// @param complete whether these were all that there are
/// @param steps how many steps they had together
public record Exploration(int schedules, boolean complete, long steps) {}
