// 接口回调: a receiver fetches what a transactionId stands for, and confirms that it has processed it.
import type { Endpoint, Platform } from './endpoint.mts';
import type { Parameters } from '../call-parameters.mts';

const NO_SUCH_EVENT = '回调记录不存在';

export const callbacks: Endpoint[] = [
	{
		method: 'GET',
		path: '/open/callback/info',
		title: '获取回调信息',
		handle: (parameters, platform) => {
			const { transactionId, businessType, data } = eventOf(parameters, platform);
			return { transactionId, businessType, data };
		},
	},
	{
		method: 'POST',
		path: '/open/callback/confirm',
		title: '回调成功确认',
		handle: (parameters, platform) =>
			platform.events.confirm(eventOf(parameters, platform).transactionId),
	},
];

function eventOf(parameters: Parameters, { events }: Platform) {
	const event = events.get(parameters.required('transactionId'));
	return event ?? parameters.refuse('transactionId', NO_SUCH_EVENT);
}
