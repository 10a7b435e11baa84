/** Lists to pick from, searched on the platform. */
import {
	NodeOperationError,
	type IDataObject,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
} from 'n8n-workflow';
import { ask } from '../../engine/ask';
import { isPlainObject } from '../../engine/json';
import { mask } from '../../engine/privacy';
import { provider } from './provider';

const PAGE_SIZE = 50;

/** 查询印章列表 of the account that stands in Account ID. */
export async function searchSeals(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken = '1',
): Promise<INodeListSearchResult> {
	const accountId = String(this.getCurrentNodeParameter('accountId') ?? '').trim();
	if (accountId === '' || accountId.startsWith('=')) {
		throw new NodeOperationError(
			this.getNode(),
			'Fill in Account ID first, as plain text: the list shows the seals of that account. With an expression there, choose “By ID” here.',
		);
	}
	const page = Number(paginationToken);
	const result = await listOf.call(this, 'seal.getMany', { accountId }, { pageNum: page, pageSize: PAGE_SIZE });
	const list = rowsIn(result);
	const total = isPlainObject(result) ? Number(result.total) : NaN;
	return {
		results: list
			.map(({ sealId, sealName }) => ({ name: `${String(sealName ?? '')} (${String(sealId)})`, value: String(sealId) }))
			.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase())),
		...(page * PAGE_SIZE < total && list.length > 0 && { paginationToken: String(page + 1) }),
	};
}

/** 查询打款银行信息 by a part of the name. */
export async function searchBanks(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	if (filter.trim() === '') return { results: [] };
	const result = await listOf.call(this, 'companyVerification.searchBanks', { keyword: filter.trim() });
	return {
		results: rowsIn(result).map(({ bankName }) => ({ name: String(bankName), value: String(bankName) })),
	};
}

const rowsIn = (result: unknown): IDataObject[] => {
	const list = isPlainObject(result) ? result.list : result;
	return Array.isArray(list) ? list.filter(isPlainObject) : [];
};

/** Runs the operation that gives the list. @throws NodeOperationError with what to do */
async function listOf(this: ILoadOptionsFunctions, key: string, fields: IDataObject, page: IDataObject = {}): Promise<unknown> {
	const { reading, status } = await ask.call(this, provider, { key, fields, beside: page });
	if (reading.kind === 'result') return reading.result;
	const known = reading.kind === 'business' ? provider.envelope.errors[reading.code]?.message : undefined;
	const said = reading.kind === 'business' ? reading.text : (reading.gatewayText ?? reading.excerpt);
	throw new NodeOperationError(
		this.getNode(),
		`Qiandun does not give this list: ${known ?? (mask(said) || `HTTP ${status}`)}. Type the value instead of choosing it.`,
	);
}
