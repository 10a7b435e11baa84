import type { Operation } from '../../../../engine/operation';
import { inQuery } from '../fields';
import { keyword } from './keyword';

/** 查询打款银行信息. */
export const searchBanks: Operation = {
	name: 'Search Banks',
	value: 'searchBanks',
	action: 'Search banks for the transfer to a company',
	description: 'Find banks to which the platform can transfer',
	routing: { request: { method: 'GET', url: '/open/corpCert/bank' } },
	source: 'assumed',
	repeatable: true,
	fields: [inQuery(keyword)],
	listAt: 'list',
};
