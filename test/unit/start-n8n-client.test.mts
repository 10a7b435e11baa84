import http from 'node:http';
import { N8nClient } from '../../tools/start/n8n-client.mts';

describe('a workflow that is there only for a while', () => {
	let server: http.Server;
	let asked: string[];
	/** What n8n answers to each DELETE, the last one from then on. */
	let deletions: number[];
	let archived: boolean;

	beforeEach(async () => {
		asked = [];
		archived = false;
		server = http.createServer((request, response) => {
			const { method, url } = request;
			asked.push(`${method} ${url}`);
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

	it('that n8n refuses to delete is an error with its reason', async () => {
		deletions = [400];
		await expect(client().deleteWorkflow('7')).rejects.toThrow('n8n answered HTTP 400 to DELETE /workflows/7: No');
	});
});
