// Who signs in the examples: verified people and companies, registered over the platform's own API as another system would do it.
import { Client } from 'aliyun-api-gateway';
import { type Json, record, text } from './json.mts';
import type { Sandbox } from './sandbox.mts';

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

	private async isThere(path: string, accountId: string): Promise<boolean> {
		const answer = await this.client.get(this.sandbox.qiandun.baseUrl + path, { query: { accountId } });
		return record(answer).success === true;
	}

	private async ask(path: string, data: Record<string, string>): Promise<Json> {
		const answer = record(await this.client.post(this.sandbox.qiandun.baseUrl + path, { data }));
		if (answer.success !== true) throw new Error(`The sandbox refused ${path}: code ${text(answer.code)}, ${text(answer.msg)}`);
		return record(answer.result);
	}
}
