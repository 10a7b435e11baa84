/** Where in a request a field goes. */
import type { IHttpRequestMethods } from 'n8n-workflow';

export type Place = 'query' | 'path' | 'body';

export const carries = (method: IHttpRequestMethods): Place => (method === 'GET' ? 'query' : 'body');
