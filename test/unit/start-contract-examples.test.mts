import fs from 'node:fs';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { contractBody } from '../../nodes/Qiandun/resources/contract/body.ts';
import { provider as qiandun } from '../../nodes/Qiandun/provider.ts';
import { SIGN_PLACES, TEMPLATES } from '../../sandbox/qiandun/templates.mts';
import { CONTRACT_BATCH, CONTRACT_BATCH_WEBHOOK, employeeOf, rowsOf } from '../../tools/start/contract-batch.mts';
import { CONTRACT_CASE, CONTRACT_CASE_WEBHOOK, fictionalCase } from '../../tools/start/contract-case.mts';
import { type Json, record, records, text } from '../../tools/start/json.mts';
import { fictionalIdNumber, OUR_COMPANY } from '../../tools/start/parties.mts';
import { deeplyEvaluated, evaluated, exampleNamed, lookInto } from './start-example-support.mts';

const { left, right } = SIGN_PLACES;

/** The body that Contract / Create would send, with the places of all seals by account. */
const seals = (parameters: Json, surroundings: Parameters<typeof deeplyEvaluated>[1]) => {
	const { optionalFields, ...values } = record(deeplyEvaluated({ ...parameters, optionalFields: {} }, surroundings));
	expect(optionalFields).toEqual({});
	const body = contractBody(values as IDataObject, new Date());
	return records(body.signers).map(({ accountId, seqNo, signFields }) => ({
		accountId,
		seqNo,
		places: records(signFields).map(({ signFieldStyle, dateFormat, signFieldPosition }) => {
			const { positionPage, positionX, positionY } = record(signFieldPosition);
			return [signFieldStyle, positionPage, positionX, positionY, dateFormat ?? 'no date'];
		}),
	}));
};

describe('the contract example', () => {
	const { parametersOf, node, targets, assigned, reported, condition } = lookInto(exampleNamed(CONTRACT_CASE));
	const event = fictionalCase(7);
	const settings = (body: object, binary: Json = { file: {} }) =>
		record(deeplyEvaluated(assigned('Settings'), { json: { body }, binary }));
	const REPORTS = { 'Report Failed': 'failed', 'Report Expired': 'expired', 'Report Timed Out': 'timed_out', 'Report Signed': 'signed' };

	it('takes cases where npm start posts them, and answers with 202 at once', () => {
		expect(parametersOf('Contract Requested')).toMatchObject({
			path: CONTRACT_CASE_WEBHOOK,
			responseMode: 'onReceived',
			options: { responseCode: { values: { customCode: 202 } } },
		});
		expect(parametersOf('Settings')).toMatchObject({ includeOtherFields: true, include: 'selected', includeFields: '' });
	});

	it.each([
		[{}, { file: {} }, ''],
		[{ fileUrl: 'http://127.0.0.1/a.pdf' }, {}, ''],
		[{}, {}, 'file or fileUrl'],
		[{ caseId: ' ', personName: null }, { file: {} }, 'caseId, personName'],
	])('finds in an event with %j and the files %j what is missing: "%s"', (more, binary, missing) => {
		const given = settings({ ...event, ...more }, binary);
		expect(given.missing).toBe(missing);
		expect(evaluated(condition('Case Is Complete?').leftValue, { json: given })).toBe(missing);
		const { errorMessage } = parametersOf('Stop: Case Incomplete');
		expect(evaluated(errorMessage, { json: given })).toBe(`The CRM event lacks ${missing}. Nothing was sent.`);
	});

	it('makes the business code from the case number, and hands it to the create, which finds again what exists', () => {
		expect(settings(event).businessCode).toBe('case-demo-7');
		expect(parametersOf('Create Contract').businessCode).toBe("={{ $('Settings').first().json.businessCode }}");
		// The node asks for the contract itself; n8n's own repetition would only ask again after a refusal.
		expect(node('Create Contract')).not.toHaveProperty('retryOnFail');
	});

	it('puts both on the last page, the person with the date, and the company across all pages, too', () => {
		const nodes = { Settings: [settings(event)], 'Count Pages': [{ numpages: 3 }] };
		const json = { fileCode: 'FC_1', fileName: 'a.pdf' };
		expect(seals(parametersOf('Create Contract'), { json, nodes })).toEqual([
			{ accountId: event.personAccountId, seqNo: 1, places: [[1, 3, right.x, right.y, 'YYYY-MM-DD']] },
			{ accountId: OUR_COMPANY.accountId, seqNo: 2, places: [[1, 3, left.x, left.y, 'no date'], [2, 0, 0, 560, 'no date']] },
		]);
		const onePage = { ...nodes, 'Count Pages': [{ numpages: 1 }] };
		expect(() => seals(parametersOf('Create Contract'), { json, nodes: onePage })).toThrow('goes across the pages of a file with one page');
	});

	it.each([
		[{ alreadyExisted: false }, [event.personAccountId, OUR_COMPANY.accountId]],
		[{ signers: [{ accountId: event.personAccountId, signStatus: 'finished' }, { accountId: OUR_COMPANY.accountId, signStatus: 'signing' }] }, [OUR_COMPANY.accountId]],
	])('gives a link to whoever has not signed: of %j to %j', (json, asked) => {
		const value = evaluated(assigned('Signers To Ask').signers, { json, nodes: { Settings: [settings(event)] } });
		expect(records(value).map(({ accountId }) => accountId)).toEqual(asked);
		expect(targets('Signers To Ask')).toEqual(['One Item Per Signer']);
		expect(targets('Get Signing URL')).toEqual(['Message To Signers']);
	});

	it('writes each signer a message of their own', () => {
		const nodes = { Settings: [settings(event)], 'One Item Per Signer': [{ name: '测试甲', mobile: '13900000000' }] };
		const { to, text: words } = record(deeplyEvaluated(assigned('Message To Signers'), { json: { url: 'http://127.0.0.1/h5' }, nodes }));
		expect(to).toBe('13900000000');
		expect(words).toBe('测试甲,您好!请点击链接签署《销售订单 SO-DEMO-0001》:http://127.0.0.1/h5');
	});

	it('waits once for all signers, a bounded time, and goes on looking after a look that failed', () => {
		expect(node('Wait').executeOnce).toBe(true);
		expect(targets('Get Contract')).toEqual(['Finished?', 'Looks Left?']);
		expect(targets('Finished?')).toEqual(['Download Contract', 'Expired?']);
		expect(targets('Expired?')).toEqual(['Report Expired', 'Looks Left?']);
		expect(targets('Looks Left?')).toEqual(['Wait', 'Report Timed Out']);
		for (const name of ['Looks Left?', 'Wait', 'Report Timed Out']) expect(JSON.stringify(parametersOf(name))).not.toContain('$json');
	});

	it.each([['finished', true], ['expired', true], ['signing', false], [undefined, false]])(
		'goes on with a contract that existed and is %s: over already %s',
		(status, over) => {
			expect(evaluated(condition('Over Already?').leftValue, { json: { status } })).toBe(over);
			expect(targets('Over Already?')).toEqual(['Finished?', 'Signers To Ask']);
		},
	);

	it('tells the CRM every outcome with the business code, and repeats the report', () => {
		for (const [name, status] of Object.entries(REPORTS)) {
			expect(reported(name)).toMatchObject({ status, businessCode: "={{ $('Settings').first().json.businessCode }}" });
			expect(node(name)).toMatchObject({ retryOnFail: true, parameters: { method: 'POST' } });
			expect(targets(name)).toEqual([]);
		}
		for (const name of ['Fetch File', 'Count Pages', 'Upload File', 'Create Contract']) expect(targets(name)).toContain('Report Failed');
		const failed = { error: 'The user is not verified [item 0]', details: { code: 'oc_10011' } };
		const { reason, code } = record(deeplyEvaluated(reported('Report Failed'), { json: failed, nodes: { Settings: [{}] } }));
		expect([reason, code]).toEqual(['The user is not verified', 'oc_10011']);
	});

	it('reports a contract as signed only when the archive holds the bytes that were downloaded', () => {
		expect(targets('File In Archive')).toEqual(['Filed Intact?']);
		expect(targets('Filed Intact?')).toEqual(['Report Signed', 'Stop: Filed Copy Differs']);
		expect(text(condition('Filed Intact?').rightValue)).toContain("$('Download Contract').item.json.sha256");
	});
});

describe('the batch example', () => {
	const { parametersOf, node, targets, assigned, condition } = lookInto(exampleNamed(CONTRACT_BATCH));
	const settings = (body: object, fileName = 'employees.csv') =>
		record(deeplyEvaluated(assigned('Settings'), { json: { body }, binary: { file: { fileName } } }));
	const sheet = rowsOf(fs.readFileSync(path.join(process.cwd(), 'examples', 'data', 'employees.csv'), 'utf8'));
	const prepared = (row: Json) => record(deeplyEvaluated(assigned('Prepare Row'), { json: row, nodes: { Settings: [settings({})] } }));
	const OURS = ['Look For Contract', 'Create File', 'Create Contract'];

	it('takes sheets where npm start posts them, and answers when all rows are done', () => {
		expect(parametersOf('Sheet Received')).toMatchObject({ path: CONTRACT_BATCH_WEBHOOK, responseMode: 'responseNode' });
		expect(targets('Sheet Of Results')).toEqual(['Answer With Sheet']);
	});

	it('has a sample sheet of 200 visibly fictional employees, with the columns that the workflow reads', () => {
		expect(sheet).toHaveLength(200);
		for (const column of ['rowId', 'employeeId', 'name']) expect(new Set(sheet.map((row) => row[column])).size).toBe(200);
		for (const row of sheet) {
			expect(row.name).toMatch(/^测试员工\d{3}$/);
			expect(row.workplace).toContain('虚构省');
			expect(prepared(row).missing).toBe('');
		}
		expect(new Set(sheet.map(employeeOf).map(({ idNumber }) => idNumber)).size).toBe(200);
	});

	it('makes a row\'s business code of the sheet\'s name and the row\'s ID, wherever the row stands', () => {
		expect(settings({}).sheet).toBe('employees');
		expect(settings({ sheet: ' 2027-01 ' }).sheet).toBe('2027-01');
		expect(settings({}, '').sheet).toBe('');
		const row = sheet[4] ?? {};
		expect(prepared(row)).toMatchObject({ businessCode: 'employees-R005', accountId: employeeOf(row, 4).accountId });
		expect(parametersOf('Create Contract').businessCode).toBe("={{ $('Prepare Row').item.json.businessCode }}");
		expect(parametersOf('Look For Contract').businessCode).toBe('={{ $json.businessCode }}');
	});

	it('names the cells of a row that are empty or not UTF-8, as in a sheet that Excel saved in GBK', () => {
		const [row = {}] = sheet;
		expect(prepared(row).missing).toBe('');
		expect(prepared({ ...row, name: '\ufffd\ufffd001', position: ' ' }).missing).toBe('name in UTF-8, position');
	});

	it('creates only where the platform says that there is no such contract', () => {
		expect(targets('Look For Contract')).toEqual(['All Rows', 'Not There Yet?']);
		expect(targets('Not There Yet?')).toEqual(['Create File', 'All Rows']);
		expect(condition('Not There Yet?')).toMatchObject({ rightValue: 'oc_40006', operator: { operation: 'equals' } });
		expect(evaluated(condition('Not There Yet?').leftValue, { json: { error: 'x', details: { code: 'oc_40006' } } })).toBe('oc_40006');
		expect(evaluated(condition('Not There Yet?').leftValue, { json: { error: 'without details' } })).toBe('');
		expect(qiandun.envelope.errors).toHaveProperty('oc_40006');
	});

	it('lets no row stop the others: every way ends in an input of its own of All Rows', () => {
		for (const name of OURS) expect(node(name).onError).toBe('continueErrorOutput');
		const outputs = Object.values(record(exampleNamed(CONTRACT_BATCH).connections)).flatMap((from): unknown[] => {
			const { main } = record(from);
			return Array.isArray(main) ? main : [];
		});
		const ways = outputs.flatMap(records).filter((way) => way.node === 'All Rows');
		const inputs = ways.map(({ index }) => Number(index)).sort();
		expect(inputs).toEqual([...Array(Number(parametersOf('All Rows').numberInputs)).keys()]);
	});

	it('fills the fields that the sandbox\'s template has, and signs where it wants it', () => {
		const template = TEMPLATES.find(({ templateId }) => templateId === settings({}).templateId);
		const { fields } = record(parametersOf('Create File').optionalFields);
		expect(records(record(fields).field).map(({ name }) => name).sort()).toEqual(Object.keys(template?.fields ?? {}).sort());
		const nodes = { Settings: [settings({})], 'Prepare Row': [prepared(sheet[0] ?? {})] };
		const page = template?.pages.length;
		expect(seals(parametersOf('Create Contract'), { json: { fileCode: 'FC_1' }, nodes })).toEqual([
			{ accountId: 'hr-E0001', seqNo: 1, places: [[1, page, right.x, right.y, 'YYYY-MM-DD']] },
			{ accountId: OUR_COMPANY.accountId, seqNo: 2, places: [[1, page, left.x, left.y, 'no date']] },
		]);
	});

	it.each([
		[{ contractId: '1', alreadyExisted: false }, {}, ['created', '1', '']],
		[{ contractId: '1', alreadyExisted: true }, {}, ['existed', '1', '']],
		[{ contractId: '1', status: 'signing' }, {}, ['existed', '1', '']],
		[{ error: 'The user is not verified [item 3]' }, {}, ['failed', '', 'The user is not verified']],
		[{ error: { message: 'n8n says so' } }, {}, ['failed', '', 'n8n says so']],
		[{ error: '“Business Code” is “employees-R1” for item 27, too [item 30]' }, {}, ['failed', '', 'Another line of the sheet has this rowId, too: give each its own']],
		[{ rowId: 'R1' }, { missing: 'name' }, ['failed', '', 'The row lacks name']],
	])('says of %j what became of the row: %#', (json, row, said) => {
		const result = record(deeplyEvaluated(assigned('Result Per Row'), { json, nodes: { 'Prepare Row': [{ missing: '', line: 29, ...row }] } }));
		expect([result.status, result.contractId, result.reason]).toEqual(said);
		expect(result.line).toBe(29);
	});

	it.each<[string, Json, Json, string, string]>([
		['a contract', { reason: '' }, { url: 'https://sign' }, 'https://sign', ''],
		['a contract that is signed', { reason: '' }, { error: 'Is in another state [item 2]' }, '', 'No signing link: Is in another state'],
		['no contract', { reason: 'The user is not verified' }, { error: '“Contract ID” is needed' }, '', 'The user is not verified'],
	])('gives a row with %s its signing link, or the reason why it has none', (_what, row, json, signingUrl, reason) => {
		expect(targets('Result Per Row')).toEqual(['Get Signing URL']);
		expect(targets('Get Signing URL')).toEqual(['Add Link']);
		expect(node('Get Signing URL').onError).toBe('continueRegularOutput');
		const nodes = { 'Result Per Row': [{ line: 2, ...row }] };
		expect(evaluated(parametersOf('Add Link').jsonOutput, { json, nodes })).toEqual({ line: 2, signingUrl, reason });
	});

	it.each<[string, Json[], boolean]>([
		['the sample', sheet, true],
		['rows that lack a cell', [{ ...sheet[0], name: '' }], true],
		['no rows', [{}], false],
		['an Excel file', [{ 'PK\u0003\u0004': 'x' }], false],
		['a sheet in GBK', [{ ...sheet[0], name: '\ufffd\ufffd001' }], false],
	])('takes %s for a sheet, or answers with 400 and the columns that are wanted', (_what, rows, taken) => {
		expect(targets('Read Rows')).toEqual(['Columns Are There?', 'Answer: No Sheet']);
		expect(targets('Columns Are There?')).toEqual(['Prepare Row', 'Answer: Not The Columns']);
		expect(evaluated(condition('Columns Are There?').leftValue, { nodes: { 'Read Rows': rows } })).toBe(taken);
		const { responseBody, options } = parametersOf('Answer: Not The Columns');
		expect(options).toEqual({ responseCode: 400 });
		expect(record(evaluated(responseBody, {})).error).toContain(Object.keys(sheet[0] ?? {}).join(', '));
	});

	it('answers no file with 400, and reads a file without rows', () => {
		expect(node('Read Rows')).toMatchObject({ alwaysOutputData: true, onError: 'continueErrorOutput' });
		expect(parametersOf('Answer: No Sheet')).toMatchObject({ options: { responseCode: 400 } });
	});
});

describe('rows of a CSV file', () => {
	it('are read by the names in the first line, with or without a byte order mark', () => {
		expect(rowsOf('\uFEFFa,b\r\n1,\r\n')).toEqual([{ a: '1', b: '' }]);
		expect(() => rowsOf('a,b\n1,2,3')).toThrow('Line 2 of the CSV file has 3 cells instead of 2.');
	});
});

describe('the ID number of a person who cannot exist', () => {
	it('has the right check character, and a region that is none', () => {
		expect(fictionalIdNumber(1)).toBe('000000199001010018');
		for (let number = 0; number < 200; number++) expect(fictionalIdNumber(number)).toMatch(/^000000\d{11}[\dX]$/);
	});
});
