/** The parts of the npm package `aliyun-api-gateway` 1.1.6 that tests use. */
declare module 'aliyun-api-gateway' {
	import type { UrlWithParsedQuery } from 'node:url';

	export interface RequestOptions {
		headers?: Record<string, string>;
		signHeaders?: Record<string, string>;
		query?: Record<string, string>;
		data?: unknown;
		timeout?: number;
	}

	export class Client {
		constructor(key: string, secret: string, stage?: string);
		buildStringToSign(
			method: string,
			headers: Record<string, string | string[] | undefined>,
			signedHeaders: string,
			url: UrlWithParsedQuery,
			data?: Record<string, string>,
		): string;
		sign(stringToSign: string): string;
		md5(content: Buffer | string): string;
		get(url: string, options?: RequestOptions): Promise<unknown>;
		post(url: string, options?: RequestOptions): Promise<unknown>;
	}
}
