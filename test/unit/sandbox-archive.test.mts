import { createHash } from 'node:crypto';
import { Archive } from '../../sandbox/archive.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());

const at = (path: string) => new URL(path, sandbox.console).href;
const put = (path: string, body: Buffer, type = 'application/pdf') =>
	fetch(at(path), { method: 'PUT', body: new Uint8Array(body), headers: { 'Content-Type': type } });
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const PATH = `/archive/case-1/${encodeURIComponent('合同.pdf')}`;

describe('the stand-in for an archive', () => {
	it('files a document of any type and size a workflow has, and gives back the very bytes', async () => {
		const content = Buffer.alloc(3 * 1_048_576, 'Ü');
		const filed = await put(PATH, content);
		expect(await filed.json()).toEqual({ path: PATH, bytes: content.length, sha256: sha256(content) });
		const back = await fetch(at(PATH));
		expect(Buffer.from(await back.arrayBuffer()).equals(content)).toBe(true);
		expect(back.headers.get('content-disposition')).toContain("filename*=UTF-8''%E5%90%88%E5%90%8C.pdf");
		expect((await put('/archive/case-1/a.json', Buffer.from('{"no":'), 'application/json')).status).toBe(200);
	});

	it('replaces a document that is filed again, lists those of a case, and knows what it has not', async () => {
		await put(PATH, Buffer.from('old'));
		await put(PATH, Buffer.from('new'));
		const list: unknown = await (await fetch(at('/archive/case-1'))).json();
		expect(list).toMatchObject({ files: [expect.anything(), { path: PATH, bytes: 3, sha256: sha256(Buffer.from('new')) }] });
		expect((await put(PATH, Buffer.alloc(0))).status).toBe(400);
		expect((await fetch(at('/archive/case-2/other.pdf'))).status).toBe(404);
	});

	it('forgets everything on reset', async () => {
		await put(PATH, Buffer.from('x'));
		await fetch(at('/sandbox/reset'), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' });
		expect((await fetch(at(PATH))).status).toBe(404);
	});

	it('keeps the last hundred', () => {
		const archive = new Archive(Date.now);
		for (let number = 0; number <= 100; number++) archive.put('case', `${number}.pdf`, Buffer.from('x'));
		expect(archive.of('case')).toHaveLength(100);
		expect(archive.get('case', '0.pdf')).toBeUndefined();
	});
});

describe('the stand-in for a CRM', () => {
	it.each([['/crm/cases/7', 'contract', 'caseId'], ['/crm/companies/7', 'onboarding', 'crmId']])('takes reports at %s/%s', async (path, report, id) => {
		const headers = { 'Content-Type': 'application/json' };
		expect((await fetch(at(path))).status).toBe(404);
		await fetch(at(`${path}/${report}`), { method: 'POST', headers, body: '{"status":"signed"}' });
		expect(await (await fetch(at(path))).json()).toMatchObject({ [id]: '7', reports: [{ body: { status: 'signed' } }] });
	});

	it('keeps the Idempotency-Key of each report, also when one comes again', async () => {
		const post = async (key: Record<string, string>) =>
			await fetch(at('/crm/cases/8/contract'), { method: 'POST', headers: { 'Content-Type': 'application/json', ...key }, body: '{}' });
		await post({ 'Idempotency-Key': 'case-8%3Asent' });
		await post({ 'Idempotency-Key': 'case-8%3Asent' });
		await post({});
		const keys = ['case-8%3Asent', 'case-8%3Asent', ''];
		expect(await (await fetch(at('/crm/cases/8'))).json()).toMatchObject({ reports: keys.map((idempotencyKey) => ({ idempotencyKey })) });
	});
});
