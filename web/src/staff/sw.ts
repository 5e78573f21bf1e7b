/// <reference lib="webworker" />
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
  type PrecacheEntry,
} from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

// The service worker of the staff page alone: its scope is /staff/, and of what the page asks it answers nothing but the
// page's own files. What the server says (/v1/) never passes through a cache.

declare const self: ServiceWorkerGlobalScope
declare const __FILES__: PrecacheEntry[]

precacheAndRoute(__FILES__, { ignoreURLParametersMatching: [/.*/] })
cleanupOutdatedCaches()
registerRoute(new NavigationRoute(createHandlerBoundToURL('/staff/'), { allowlist: [/^\/staff\//] }))

// The page is one script that is there whole from the beginning, so a newer one may take over at once.
self.addEventListener('install', () => void self.skipWaiting())
self.addEventListener('activate', (e) => e.waitUntil(self.clients.claim()))
