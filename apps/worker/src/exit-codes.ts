/** The run's row says how it ended. */
export const ENDED = 0;
/** The database stayed away: no fault of the run. */
export const DATABASE_AWAY = 75;
