import type { Operation } from '../../../../engine/operation';
import { waitFields } from '../../../../engine/standardFields';
import { createFromFiles } from './createFromFiles';

/** 基于文件发起签署, and the execution waits for 流程结束通知. The flow ends by itself, and tells this execution. */
const OWN_AFFAIR = ['autoFinish', 'autoStart', 'notifyUrl'];

/** 基于文件发起签署, 等待签署完成. */
export const createAndWait: Operation = {
	...createFromFiles,
	name: 'Create and Wait',
	value: 'createAndWait',
	action: 'Create a sign flow and wait for its end',
	description:
		'Make a flow of uploaded files, and go on when it is completed, refused, revoked or expired. The execution sleeps in n8n’s database meanwhile. For one item.',
	fields: [...createFromFiles.fields.filter(({ name }) => !OWN_AFFAIR.includes(name)), ...waitFields],
	toBody: (values, now) =>
		createFromFiles.toBody?.({ ...values, autoFinish: true, autoStart: true }, now) ?? {},
	waits: { notifyUrl: 'signFlowConfig.notifyUrl', state: { signingStatus: 'signing', limitReached: true } },
};
