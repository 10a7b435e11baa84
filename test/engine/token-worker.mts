/** Run by esign-credential.test.mts: one n8n worker of several that share one credential in one database. */
import axios from 'axios';
import { Esign } from '../../nodes/Esign/Esign.node.ts';
import { runNode } from './harness.mts';

interface Order {
	name: string;
	items: number;
	credential: Record<string, string>;
	/** Address of the database. */
	store: string;
}

process.on('message', (order: Order) => void work(order));
process.send?.('ready');

async function work({ name, items, credential, store }: Order): Promise<void> {
	const { items: made, error } = await runNode({
		nodeType: new Esign(),
		credential: { ...credential },
		store: {
			load: async () => (await axios.get<Record<string, string>>(store)).data,
			save: async (changed) => void (await axios.put(store, changed)),
		},
		items: Array.from({ length: items }, (_, index) => ({ id: `${name}-${index}` })),
		parameters: { resource: 'personAccount', operation: 'create', thirdPartyUserId: '={{ $json.id }}', name: '测试员甲' },
	});
	process.send?.({ made: made.length, error: error?.message });
}
