// The nodes as tools of n8n's AI Agent, in the real n8n: what a language model is told of them, its calls, and what it reads back.
// The model is a server of this program that speaks the protocol of OpenAI. node tools/setup.mjs test/e2e/ai-tool.mts [--keep]
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import axios from 'axios';
import { type Json, record, records, text } from '../../tools/start/json.mts';
import { until } from '../../tools/start/steps.mts';
import { REGULAR_STEPS, startRegular } from './support/regular.mts';
import { type Bound, exactly } from './support/bounds.mts';
import { inRun, type Run } from './support/run.mts';

const TYPES = ['n8n-nodes-qiandun.qiandun', 'n8n-nodes-qiandun.esign'];
const LANGCHAIN = '@n8n/n8n-nodes-langchain';

/** A model that calls the one tool it is given, once, and then says what the tool answered. */
class Model {
	/** The tool as the model was told of it, as JSON Schema. */
	tool: Json = {};
	/** What the tool answered. */
	answer = '';
	/** With what it is called. */
	input: Json = {};
	readonly server = http.createServer((request, response) => void this.reply(request, response));

	async listen(run: Run): Promise<string> {
		const port = await run.port();
		await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
		run.atEnd(async () => void this.server.close());
		return `http://127.0.0.1:${port}/v1`;
	}

	private async reply(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const asked = chunks.length === 0 ? {} : record(JSON.parse(Buffer.concat(chunks).toString('utf8')));
		const [tool] = records(asked.tools);
		const last = records(asked.messages).at(-1);
		if (tool !== undefined) this.tool = record(tool.function);
		const isAnswered = last?.role === 'tool';
		if (isAnswered) this.answer = text(last.content);
		const call = { id: `call_${randomUUID()}`, type: 'function', function: { name: this.tool.name, arguments: JSON.stringify(this.input) } };
		const message = isAnswered ? { role: 'assistant', content: 'done' } : { role: 'assistant', content: null, tool_calls: [call] };
		const choice = { index: 0, message, finish_reason: isAnswered ? 'stop' : 'tool_calls' };
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify({ id: 'x', object: 'chat.completion', created: 0, model: 'test', choices: [choice], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }));
	}
}

/** A parameter that the model fills in, as the editor writes it. */
const fromModel = (key: string, description: string, type: string) => `={{ $fromAI('${key}', \`${description}\`, '${type}') }}`;

void inRun(REGULAR_STEPS + 1, async (run) => {
	const sandbox = await run.sandbox();
	const shape = await startRegular(run, sandbox, TYPES, { N8N_COMMUNITY_PACKAGES_ALLOW_TOOL_USAGE: 'true' });
	const model = new Model();
	const url = await model.listen(run);
	const credentials = {
		qiandunApi: shape.credential,
		esignApi: { id: await shape.n8n.saveCredential('eSign API', 'esignApi', { environment: 'custom', endpointCorrections: '', authentication: 'signature', ...sandbox.esign }), name: 'eSign API' },
		openAiApi: { id: await shape.n8n.saveCredential('Model', 'openAiApi', { apiKey: 'test', url, header: false }), name: 'Model' },
	};

	/** One execution of an agent with this tool. @returns what the model saw of it */
	const agent = async (tool: Json, input: Json): Promise<{ tool: Json; answer: string }> => {
		Object.assign(model, { tool: {}, answer: '', input });
		const path = randomUUID();
		const nodes: Json[] = [
			{ name: 'Webhook', type: 'n8n-nodes-base.webhook', typeVersion: 2, webhookId: path, parameters: { httpMethod: 'POST', path, options: {} } },
			{ name: 'AI Agent', type: `${LANGCHAIN}.agent`, typeVersion: 3.1, parameters: { promptType: 'define', text: 'Do it.', options: {} } },
			{
				name: 'Model',
				type: `${LANGCHAIN}.lmChatOpenAi`,
				typeVersion: 1.2,
				parameters: { model: { __rl: true, mode: 'id', value: 'test' }, options: {} },
				credentials: { openAiApi: credentials.openAiApi },
			},
			{ typeVersion: 1, ...tool },
		];
		const to = (type: string) => ({ [type]: [[{ node: 'AI Agent', type, index: 0 }]] });
		const id = await shape.n8n.createTemporary({
			name: `Tool ${text(tool.name)}`,
			nodes: nodes.map((node, index) => ({ ...node, id: randomUUID(), position: [index * 220, 0] })),
			connections: { Webhook: to('main'), Model: to('ai_languageModel'), [text(tool.name)]: to('ai_tool') },
			settings: { executionOrder: 'v1' },
		});
		await axios.post(`${shape.webhooks[0]}/${path}`, {}, { proxy: false });
		await until('The agent is done', 60_000, async () => (Object.keys((await shape.n8n.executionCounts(id))).some((status) => !['new', 'running'].includes(status)) ? true : undefined));
		return { tool: model.tool, answer: model.answer };
	};

	return await run.steps.run('Let a model use the nodes', async () => {
		const bounds: Bound[] = [];
		const check = (what: string, found: unknown, wanted: unknown) => bounds.push(exactly(what, JSON.stringify(found), JSON.stringify(wanted)));
		const toolOf = (platform: 'qiandun' | 'esign', parameters: Json): Json => ({
			name: platform === 'qiandun' ? 'Qiandun' : 'eSign',
			type: `n8n-nodes-qiandun.${platform}Tool`,
			parameters,
			credentials: { [`${platform}Api`]: credentials[`${platform}Api`] },
		});
		const person = toolOf('qiandun', {
			resource: 'user',
			operation: 'createUnverified',
			accountId: fromModel('Account_ID', 'Your own ID of the person', 'string'),
			psnName: fromModel('Name', 'Name of the person', 'string'),
		});
		const made = await agent(person, { Account_ID: 'ai-1', Name: '测试甲' });
		check('it is told what it does', text(made.tool.description).includes('Register a person who will be verified later'), true);
		check('and what a second call would do', text(made.tool.description).includes('Each call takes effect anew'), true);
		const { properties, required } = record(made.tool.parameters);
		check('its inputs', properties, { Account_ID: { type: 'string', description: 'Your own ID of the person' }, Name: { type: 'string', description: 'Name of the person' } });
		check('all of them needed', required, ['Account_ID', 'Name']);
		check('it answers', made.answer, '[{"accountId":"ai-1"}]');

		const again = await agent(person, { Account_ID: 'ai-1', Name: '测试甲' });
		check('a refusal, in the platform’s words and with its code', /账号已存在.*oc_10002/.test(again.answer), true);
		const empty = await agent(person, { Account_ID: '', Name: '测试甲' });
		check('wrong input, with the name of the field', empty.answer.includes('Account ID'), true);

		const reading = await agent(toolOf('qiandun', { resource: 'user', operation: 'get', accountId: fromModel('Account_ID', 'Your own ID of the person', 'string') }), { Account_ID: 'ai-1' });
		check('reading is called what it is', reading.tool.description, 'Get a personal user in Qiandun');
		check('what is read', reading.answer.includes('ai-1'), true);

		const waiting = await agent(
			toolOf('esign', { resource: 'signFlowV3', operation: 'createAndWait', signFlowTitle: 'Contract', documents: { document: [{ fileId: 'f' }] }, signersFrom: 'json', signersJson: fromModel('Signers', 'List of signers', 'json'), waitLimit: 1, waitUnit: 'days' }),
			{ Signers: [{ signerType: 0, psnSignerInfo: { psnId: 'p' }, signFields: [{ fileId: 'f', normalSignFieldConfig: { signFieldStyle: 1, signFieldPosition: { positionPage: '1', positionX: 1, positionY: 1 } } }] }] },
		);
		check('Create and Wait says that it cannot be a tool', waiting.answer.includes('cannot be a tool'), true);
		const all = JSON.stringify([made, again, empty, reading, waiting]);
		check('secrets in what the model saw', [sandbox.qiandun.appSecret, sandbox.esign.appSecret].filter((secret) => all.includes(secret)).length, 0);
		if (run.keep) console.log(JSON.stringify([made, again, empty, reading, waiting], null, 1));
		return bounds;
	});
});
