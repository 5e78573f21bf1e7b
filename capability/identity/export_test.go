package identity

// SetCache makes the cache hold next to nothing, so that tests cross its edge.
func (r *Resolver) SetCache(keys int) { r.cacheKeys = keys }
