"""The year of a plan on a moved clock: the real engine, sweep, review and letters on a scratch database."""
