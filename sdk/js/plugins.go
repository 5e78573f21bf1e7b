package js

import (
	"embed"
	"html"
	"strings"
)

//go:embed plugins
var plugins embed.FS

// Plugin is a platform of shops with what to paste into it.
type Plugin struct {
	// ID is "shopify"; Name as people call it.
	ID, Name string
	Files    []PluginFile
}

// PluginFile is a text to paste, or to import, with the key filled in. ID tells
// where: "theme" on every page, "order" on the page after an order, "pixel",
// "plugin", "container".
type PluginFile struct{ ID, Name, Text string }

var platforms = []struct {
	id, name string
	files    []PluginFile
}{
	{"haravan", "Haravan", []PluginFile{{"theme", "haravan.liquid", ""}, {"order", "haravan-order.liquid", ""}}},
	{"sapo", "Sapo", []PluginFile{{"theme", "sapo.liquid", ""}, {"order", "sapo-order.liquid", ""}}},
	{"woocommerce", "WooCommerce", []PluginFile{{"plugin", "woocommerce.php", ""}}},
	{"shopify", "Shopify", []PluginFile{{"theme", "shopify.liquid", ""}, {"pixel", "shopify-pixel.js", ""}}},
	{"gtm", "Google Tag Manager", []PluginFile{{"container", "gtm.json", ""}}},
}

// Plugins returns what to paste into each platform, for a source's write key.
// Host is where Chạm answers, such as "https://cham.example"; neither may hold
// what HTML, PHP or JavaScript would read as more than text.
func Plugins(host, key string) []Plugin {
	fill := strings.NewReplacer("__HOST__", plain(strings.TrimSuffix(host, "/")), "__KEY__", plain(key))
	var out []Plugin
	for _, p := range platforms {
		one := Plugin{ID: p.id, Name: p.name}
		for _, f := range p.files {
			text, err := plugins.ReadFile("plugins/" + f.Name)
			if err != nil {
				panic(err) // built without its own file
			}
			one.Files = append(one.Files, PluginFile{f.ID, f.Name, fill.Replace(string(text))})
		}
		out = append(out, one)
	}
	return out
}

// plain drops quotes, backslashes and line ends, and escapes what HTML reads.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune("'\"`\\{}$", r) {
			return -1
		}
		return r
	}, s)
	return html.EscapeString(s)
}

// Web returns the script that shows messages, which the first loads where a website
// shows some; of at most 6,144 bytes after gzip.
func Web() []byte { return read("dist/cham-web.js") }

// Shop returns the script that the plug-in snippets load beside the first one.
func Shop() []byte { return read("dist/cham-shop.js") }
