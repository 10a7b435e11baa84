import http from 'node:http';
import { N8nClient } from '../../tools/start/n8n-client.mts';
import { isReady } from '../../tools/start/n8n-server.mts';

describe('a workflow that is there only for a while', () => {
	let server: http.Server;
	let asked: string[];
	/** What n8n answers to each DELETE, the last one from then on. */
	let deletions: number[];
	let archived: boolean;
	/** How many questions n8n does not answer yet. */
	let unready: number;

	beforeEach(async () => {
		asked = [];
		archived = false;
		unready = 0;
		server = http.createServer((request, response) => {
			const { method, url } = request;
			asked.push(`${method} ${url}`);
			if (unready-- > 0) {
				response.writeHead(503, { 'Content-Type': 'application/json' });
				response.end(JSON.stringify({ message: 'Database is not ready!' }));
				return;
			}
			const status = method === 'DELETE' ? (deletions.length > 1 ? deletions.shift() : deletions[0]) : 200;
			response.writeHead(status ?? 500, { 'Content-Type': 'application/json' });
			response.end(JSON.stringify({ data: { id: '7', isArchived: archived }, message: 'No' }));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	});
	afterEach(() => new Promise((resolve) => server.close(resolve)));

	const client = () => {
		const address = server.address();
		return new N8nClient(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
	};
	const archive = 'POST /rest/workflows/7/archive';
	const remove = 'DELETE /rest/workflows/7';

	it('is deleted as soon as n8n has unpublished it', async () => {
		deletions = [409, 409, 200];
		await client().deleteWorkflow('7');
		expect(asked).toEqual(['GET /rest/workflows/7', archive, remove, remove, remove]);
	});

	it('is not archived a second time', async () => {
		deletions = [200];
		archived = true;
		await client().deleteWorkflow('7');
		expect(asked).toEqual(['GET /rest/workflows/7', remove]);
	});

	it('is asked for again while n8n’s database is not ready', async () => {
		deletions = [200];
		archived = true;
		unready = 1;
		await client().deleteWorkflow('7');
		expect(asked).toEqual(['GET /rest/workflows/7', 'GET /rest/workflows/7', remove]);
	});

	it('that n8n refuses to delete is an error with its reason', async () => {
		deletions = [400];
		await expect(client().deleteWorkflow('7')).rejects.toThrow('n8n answered HTTP 400 to DELETE /workflows/7: No');
	});
});

describe('an execution', () => {
	let server: http.Server;
	let answers: Record<string, unknown>;
	let posted: unknown[];

	beforeEach(async () => {
		posted = [];
		server = http.createServer((request, response) => {
			let body = '';
			request.on('data', (chunk: Buffer) => (body += chunk.toString()));
			request.on('end', () => {
				if (body !== '') posted.push(JSON.parse(body));
				response.writeHead(200, { 'Content-Type': 'application/json' });
				response.end(JSON.stringify({ data: answers[`${request.method} ${request.url}`] ?? {} }));
			});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	});
	afterEach(() => new Promise((resolve) => server.close(resolve)));

	const client = () => {
		const address = server.address();
		return new N8nClient(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
	};
	const run = (startTime: number, executionIndex: number, ...outputs: unknown[][]) => [
		{ startTime, executionIndex, data: { main: outputs.map((items) => items.map((json) => ({ json }))) } },
	];

	it('tells its nodes in their order, also after a wait, where n8n counts anew, and what the last one gave', async () => {
		const runData = { Resumed: run(9, 0, [], [{ found: 1 }, { found: 2 }]), Begin: run(1, 0, [{}]), Wait: run(1, 1, [{}]) };
		const data = flatted({ resultData: { runData, lastNodeExecuted: 'Resumed' } });
		const startedAt = '2027-01-01T00:00:00Z';
		answers = { 'GET /rest/executions/7': { id: '7', status: 'success', startedAt, stoppedAt: '2027-01-01T00:00:02Z', data } };
		expect(await client().execution('7')).toEqual({
			id: '7', status: 'success', ms: 2000, nodes: ['Begin', 'Wait', 'Resumed'], failure: '', output: { found: 1 },
		});
	});

	it('is begun from a trigger of the workflow as it is saved', async () => {
		const workflow = { id: '3', name: 'W', nodes: [{ type: 'some.trigger', webhookId: 'hook' }] };
		answers = { 'GET /rest/workflows/3': workflow, 'POST /rest/workflows/3/run': { executionId: '12' } };
		expect(await client().run('3', 'Every Hour')).toBe('12');
		expect(posted).toEqual([{ workflowData: workflow, triggerToStartFrom: { name: 'Every Hour' } }]);
		expect(await client().webhookPath('3', 'some.trigger')).toBe('hook/webhook');
		expect(await client().webhookPath('3', 'another.trigger')).toBe('');
	});
});

describe('an n8n of another release', () => {
	let server: http.Server;
	let posted: unknown[];
	/** What n8n answers to a request: status and data. One that is not here gets 404. */
	let answers: Record<string, Array<[number, unknown]>>;

	beforeEach(async () => {
		posted = [];
		server = http.createServer((request, response) => {
			let body = '';
			request.on('data', (chunk: Buffer) => (body += chunk.toString()));
			request.on('end', () => {
				const route = `${request.method} ${(request.url ?? '').split('?')[0]}`;
				if (body !== '') posted.push(JSON.parse(body));
				const given = answers[route] ?? [];
				const [status, data] = (given.length > 1 ? given.shift() : given[0]) ?? [404, {}];
				response.writeHead(status, { 'Content-Type': 'application/json' });
				response.end(JSON.stringify({ data }));
			});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	});
	afterEach(() => new Promise((resolve) => server.close(resolve)));

	const url = () => {
		const address = server.address();
		return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
	};
	const client = () => new N8nClient(url());

	it('has started when its editor answers, not when it only says that it is ready; a worker has no editor', async () => {
		answers = { 'GET /healthz/readiness': [[200, {}]], 'GET /rest/settings': [[404, {}], [200, {}]] };
		expect(await isReady(url(), false)).toBe(true);
		expect(await isReady(url(), true)).toBeUndefined();
		expect(await isReady(url(), true)).toBe(true);
	});

	it('is told that a new workflow is not published, which 1.x has to know, and publishes at once', async () => {
		answers = {
			'GET /rest/workflows': [[200, []]],
			'POST /rest/workflows': [[200, { id: '3' }]],
			'GET /rest/workflows/3': [[200, { id: '3', versionId: 'v' }]],
			'POST /rest/workflows/3/activate': [[200, {}]],
		};
		expect(await client().createTemporary({ name: 'W' })).toBe('3');
		expect(posted).toEqual([{ name: 'W', active: false }, { versionId: 'v' }]);
	});

	it.each([
		['one that is not there is made', [{ id: 'o', name: 'Rows of others' }], 1, 'new'],
		['one that is there is left alone', [{ id: 'r', name: 'Rows' }], 0, 'r'],
	])('has a data table made: %s', async (_what, data, made, id) => {
		const table = { name: 'Rows', columns: [{ name: 'a', type: 'string' }] };
		answers = {
			'GET /rest/projects/personal': [[200, { id: 'p' }]],
			'GET /rest/projects/p/data-tables': [[200, { data }]],
			'POST /rest/projects/p/data-tables': [[200, { id: 'new' }]],
		};
		expect(await client().makeDataTable(table)).toBe(id);
		expect(posted).toEqual(Array.from({ length: made }, () => table));
	});
});

/** In the format of n8n's executions: a list, in which texts and objects are named by their index. */
function flatted(root: unknown): string {
	const list: unknown[] = [];
	const indexOf = (value: unknown): unknown => {
		if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return value;
		const index = list.push(value) - 1;
		if (Array.isArray(value)) list[index] = value.map(indexOf);
		else if (typeof value === 'object') list[index] = Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, indexOf(entry)]));
		return String(index);
	};
	indexOf(root);
	return JSON.stringify(list);
}
