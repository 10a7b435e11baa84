// Jest's environment for Node, in which a test that has failed is the last of its file: what the others say is of no interest.
import { TestEnvironment } from 'jest-environment-node';

export default class StopAtFailure extends TestEnvironment {
	hasFailed = false;

	handleTestEvent({ name, test }) {
		if (name === 'test_done' && test.errors.length > 0) this.hasFailed = true;
		if (name === 'test_start' && this.hasFailed) test.mode = 'skip';
	}
}
