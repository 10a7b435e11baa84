// Lists as the controls and the console show them.

/** The last `limit` of a list, the last one first. */
export function newestFirst<T>(all: T[], limit: number): T[] {
	return (limit >= all.length ? all : all.slice(all.length - limit)).reverse();
}
