// 鉴权Token: get one, refresh it.
import type { Parameters } from '../call-parameters.mts';
import { sameText } from '../gateway.mts';
import type { CallParameters, Endpoint, Platform } from './endpoint.mts';
import { AuthenticationFailure, BusinessFailure } from './envelope.mts';
import type { Grant } from './tokens.mts';

export const oauth2: Endpoint[] = [
	{ method: 'GET', path: '/v1/oauth2/access_token', title: '获取鉴权Token', handle: issue },
	{ method: 'GET', path: '/v1/oauth2/refresh_token', title: '刷新鉴权Token', handle: refresh },
];

function issue({ query }: CallParameters, platform: Platform): Grant {
	query.required('appId');
	const secret = query.required('secret');
	requireGrantType(query, 'client_credentials');
	requireApp(query, platform);
	if (!sameText(secret, platform.appSecret)) {
		throw new AuthenticationFailure('The secret is not that of this app id');
	}
	return platform.tokens.issue();
}

function refresh({ query }: CallParameters, platform: Platform): Grant {
	query.required('appId');
	const refreshToken = query.required('refreshToken');
	requireGrantType(query, 'refresh_token');
	requireApp(query, platform);
	const grant = platform.tokens.refresh(refreshToken);
	if (grant === undefined) {
		throw new AuthenticationFailure('The refresh token is not that of the newest token');
	}
	return grant;
}

function requireGrantType(query: Parameters, grantType: string): void {
	query.required('grantType');
	query.choice('grantType', [grantType]);
}

function requireApp(query: Parameters, { appId }: Platform): void {
	if (query.required('appId') !== appId) throw new BusinessFailure('appUnknown');
}
