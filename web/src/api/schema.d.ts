// eslint-disable-next-line -- replaced by `npm run types` as soon as the server emits openapi.json
export type paths = any
