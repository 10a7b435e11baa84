// Who signs in the examples: verified people and companies, registered over the platform's own API as another system would do it.
import { Client } from 'aliyun-api-gateway';
import { type Json, record, text } from './json.mts';
import type { Sandbox, SandboxClient } from './sandbox.mts';
import { until } from './steps.mts';

const ID_TYPE = 'CRED_PSN_CH_IDCARD';
/** Weights of the 17 digits and the check characters of GB 11643. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';

/** The company in whose name the examples send contracts, by the account id in their Settings. */
export const OUR_COMPANY = { accountId: 'our-company', corpName: '测试示例有限公司', corpIDCardNum: '91000000MA00000000' };

/** A person to register. */
export interface Person {
	accountId: string;
	name: string;
	idNumber: string;
	mobile: string;
}

/** The ID number of a person who cannot exist, another for each number below 1,000: no region of China has the number 000000. */
export function fictionalIdNumber(number: number): string {
	const digits = `00000019900101${String(number).padStart(3, '0')}`;
	const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
	return `${digits}${CHECK_CHARACTERS[sum % CHECK_CHARACTERS.length]}`;
}

/** Signs on a signer's page of either platform, with the code that comes by SMS. @param link to the page, or a short one */
export async function signOnPage(client: SandboxClient, link: string, contractId: string): Promise<void> {
	const page = await client.open(link);
	await client.submit(`${page}/code`, {});
	const message = await until('An SMS code in the outbox', 10_000, () => client.code(contractId), 200);
	await client.submit(page, { smsCode: text(message.code) });
}

/** Refuses to sign on a signer's page of eSign. */
export async function refuseOnPage(client: SandboxClient, link: string, reason: string): Promise<void> {
	const page = await client.open(link);
	await client.submit(`${page}/refuse`, { reason });
}

/** The address in a text message; empty when there is none. */
export function linkIn(message: Json): string {
	return /https?:\/\/\S+/.exec(text(message.text))?.[0] ?? '';
}

/** Verifies a person on their page, by mobile and the code that comes by SMS. @returns the mobile */
export async function verifyOnPage(
	client: SandboxClient,
	page: string,
	flowNo: string,
	{ name, idNumber, mobile }: Omit<Person, 'accountId'>,
): Promise<string> {
	const person = { psnName: name, psnIDCardNum: idNumber, psnMobile: mobile };
	await client.open(page);
	await client.submit(`${page}/code`, { authMode: 'mobile', ...person });
	const message = await until('An SMS code in the outbox', 10_000, () => client.message(flowNo), 200);
	await client.submit(page, { authMode: 'mobile', ...person, smsCode: text(message.code) });
	return text(message.to);
}

/** Registers parties with the platform; whoever is there already stays as they are. */
export class Parties {
	private readonly client: Client;

	constructor(private readonly sandbox: Pick<Sandbox, 'qiandun' | 'client'>) {
		this.client = new Client(sandbox.qiandun.appKey, sandbox.qiandun.appSecret);
	}

	/** A company, verified by its four factors. */
	async company({ accountId, corpName, corpIDCardNum }: typeof OUR_COMPANY): Promise<void> {
		if (await this.isThere('/open/corpGet', accountId)) return;
		const { flowNo } = await this.ask('/open/corpCert/4element', {
			corpName,
			corpIDCardType: 'CRED_ORG_USCC',
			corpIDCardNum,
			legalRepName: '测试甲',
			legalRepIDCardType: ID_TYPE,
			legalRepIDCardNum: fictionalIdNumber(1),
		});
		await this.ask('/open/corpCreate', { accountId, flowNo: text(flowNo), informPhone: '13900000009' });
	}

	/** A person, verified by their face. */
	async person({ accountId, name, idNumber, mobile }: Person): Promise<void> {
		if (await this.isThere('/open/psnGet', accountId)) return;
		const person = { psnName: name, psnIDCardType: ID_TYPE, psnIDCardNum: idNumber };
		const { flowNo, faceUrl } = await this.ask('/open/psnCert/face', person);
		await this.sandbox.client.submit(text(faceUrl), { face: 'match' });
		await this.ask('/open/psnCreate', { accountId, flowNo: text(flowNo), informPhone: mobile });
	}

	/** Several people, ten at a time. */
	async people(people: readonly Person[]): Promise<void> {
		const rest = [...people];
		const work = async () => {
			for (let next = rest.shift(); next !== undefined; next = rest.shift()) await this.person(next);
		};
		await Promise.all(Array.from({ length: 10 }, work));
	}

	/** A contract of one PDF that one person is to sign on its second page, with a page to sign on. @returns the address of the page */
	async contract(businessCode: string, contractName: string, accountId: string, pdf: Buffer): Promise<{ contractId: string; page: string }> {
		const fileName = `${contractName}.pdf`;
		const { fileCode } = await this.ask('/open/file/upload', { fileName, fileBase64: pdf.toString('base64') });
		const signField = { fileCode, signFieldStyle: 1, signFieldPosition: { positionPage: 2, positionX: 430, positionY: 330 } };
		await this.ask('/open/contract/createByFile', {
			contractName,
			businessCode,
			signFileType: 'PDF',
			docs: [{ fileCode, fileName }],
			signFlowInitiator: { accountId: OUR_COMPANY.accountId },
			signers: [{ accountId, seqNo: 1, signFields: [signField], noticeConfig: { noticeTypes: 0 } }],
		});
		// The answer holds the id as a number, which this client reads as another one.
		const contractId = text((await this.sandbox.client.contract(businessCode))?.contractId);
		const { url } = await this.ask('/open/contract/signUrl', { contractId, accountId });
		return { contractId, page: text(url) };
	}

	private async isThere(path: string, accountId: string): Promise<boolean> {
		const answer = await this.client.get(this.sandbox.qiandun.baseUrl + path, { query: { accountId } });
		return record(answer).success === true;
	}

	private async ask(path: string, data: Json): Promise<Json> {
		const answer = record(await this.client.post(this.sandbox.qiandun.baseUrl + path, { data }));
		if (answer.success !== true) throw new Error(`The sandbox refused ${path}: code ${text(answer.code)}, ${text(answer.msg)}`);
		return record(answer.result);
	}
}
