// For those who require the package; n8n itself reads the `n8n` section of package.json.
module.exports = {
	...require('./dist/credentials/QiandunApi.credentials.js'),
	...require('./dist/credentials/EsignApi.credentials.js'),
	...require('./dist/nodes/Qiandun/Qiandun.node.js'),
	...require('./dist/nodes/QiandunTrigger/QiandunTrigger.node.js'),
	...require('./dist/nodes/Esign/Esign.node.js'),
	...require('./dist/nodes/EsignTrigger/EsignTrigger.node.js'),
};
