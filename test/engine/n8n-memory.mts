/**
 * n8n's memory for deduplication as several processes share it: rows that are read, compared and written back without a
 * lock (n8n's packages/cli/src/deduplication/deduplication-helper.ts). In the real n8n it is tried by test/e2e.
 */
import { createHash } from 'node:crypto';
import type { DeduplicationItemTypes, ICheckProcessedOptions, IDeduplicationOutput } from 'n8n-workflow';
import type { Memory } from '../../engine/claims.ts';

interface Row {
	mode: ICheckProcessedOptions['mode'];
	data: string[] | number;
}

const hash = (value: DeduplicationItemTypes) => createHash('md5').update(String(value)).digest('base64');

export class SharedMemory {
	readonly rows = new Map<string, Row>();
	calls = 0;
	/** Which rows were asked for. */
	readonly scopes = new Set<string>();
	/** Called before each read and each write; it may wait, and it may throw. */
	disturb: (what: 'read' | 'write') => Promise<void> = async () => undefined;

	/** As the helpers of one execution have it. */
	helpers(): Memory {
		return {
			checkProcessedAndRecord: async (items, scope, options) => await this.check(items, scope, options),
			removeProcessed: async (items, scope) => {
				const row = await this.read(scope);
				if (!row || !Array.isArray(row.data)) return;
				const gone = new Set(items.map(hash));
				await this.write(scope, { ...row, data: row.data.filter((entry) => !gone.has(entry)) });
			},
			clearAllProcessedItems: async (scope) => {
				await this.disturb('write');
				this.rows.delete(scope);
			},
		};
	}

	has(entry: string): boolean {
		const data = this.rows.get('node')?.data;
		return Array.isArray(data) && data.includes(hash(entry));
	}

	private async read(scope: string): Promise<Row | undefined> {
		this.calls++;
		this.scopes.add(scope);
		await this.disturb('read');
		const row = this.rows.get(scope);
		return row && { ...row, data: Array.isArray(row.data) ? [...row.data] : row.data };
	}

	private async write(scope: string, row: Row): Promise<void> {
		await this.disturb('write');
		// An update: a row that was deleted meanwhile does not come back.
		if (this.rows.has(scope)) this.rows.set(scope, row);
	}

	private async insert(scope: string, row: Row): Promise<void> {
		await this.disturb('write');
		if (this.rows.has(scope)) throw new Error('SQLITE_CONSTRAINT: UNIQUE constraint failed: processed_data.workflowId, processed_data.context');
		this.rows.set(scope, row);
	}

	private async check(
		items: DeduplicationItemTypes[],
		scope: string,
		{ mode, maxEntries }: ICheckProcessedOptions,
	): Promise<IDeduplicationOutput> {
		const row = await this.read(scope);
		if (row && row.mode !== mode) throw new Error('Deduplication data was originally saved with an incompatible setting of the ‘Keep Items Where’ parameter.');
		if (mode === 'latestIncrementalKey') {
			const most = Math.max(...items.map(Number));
			if (!row) {
				await this.insert(scope, { mode, data: most });
				return { new: items, processed: [] };
			}
			const isNew = (item: DeduplicationItemTypes) => Number(item) > Number(row.data);
			await this.write(scope, { mode, data: Math.max(Number(row.data), most) });
			return { new: items.filter(isNew), processed: items.filter((item) => !isNew(item)) };
		}
		const known = new Set(row && Array.isArray(row.data) ? row.data : []);
		const fresh = items.filter((item) => !known.has(hash(item)));
		const data = [...known, ...fresh.map(hash)];
		if (maxEntries !== undefined) data.splice(0, data.length - maxEntries);
		await (row ? this.write(scope, { mode, data }) : this.insert(scope, { mode, data }));
		return { new: fresh, processed: items.filter((item) => known.has(hash(item))) };
	}
}
