// Checks a log with an implementation that is not ours: Go's sumdb note and tlog (golang.org/x/mod), from whose tiles the
// C2SP formats descend. Arguments: folder of the log, verifier key, file of proofs (JSON). Prints what it has proved.
//
// The paths differ by the tile height alone (tile/8/L/N there, tile/L/N here), and a checkpoint's origin is free here.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type proof struct {
	Index, Old, New int64
	Path            []string
	Kind            string
	Root, OldRoot   string
}

type folder struct{ root string }

func (f folder) Height() int { return 8 }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range tiles {
		name := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
		content, err := os.ReadFile(filepath.Join(f.root, name))
		if err != nil {
			return nil, err
		}
		out = append(out, content)
	}
	return out, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func must(err error) {
	if err != nil {
		fmt.Println("NOT PROVED:", err)
		os.Exit(1)
	}
}

func hash(text string) tlog.Hash {
	content, err := base64.StdEncoding.DecodeString(text)
	must(err)
	var h tlog.Hash
	if len(content) != len(h) {
		must(fmt.Errorf("hash of %d bytes", len(content)))
	}
	copy(h[:], content)
	return h
}

func hashes(texts []string) []tlog.Hash {
	var out []tlog.Hash
	for _, text := range texts {
		out = append(out, hash(text))
	}
	return out
}

func entries(f folder, size int64) [][]byte {
	var out [][]byte
	for n := int64(0); n*256 < size; n++ {
		width := size - n*256
		if width > 256 {
			width = 256
		}
		path := strings.TrimPrefix(tlog.Tile{H: 8, L: 0, N: n, W: int(width)}.Path(), "tile/8/0/")
		content, err := os.ReadFile(filepath.Join(f.root, "tile/entries", path))
		must(err)
		for len(content) > 0 {
			length := 2 + int(binary.BigEndian.Uint16(content))
			out = append(out, content[2:length])
			content = content[length:]
		}
	}
	return out
}

func main() {
	f := folder{os.Args[1]}
	signed, err := os.ReadFile(filepath.Join(f.root, "checkpoint"))
	must(err)
	verifier, err := note.NewVerifier(os.Args[2])
	must(err)
	opened, err := note.Open(signed, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	tree := tlog.Tree{N: size, Hash: hash(lines[2])}
	fmt.Println("signature", len(opened.Sigs), len(opened.UnverifiedSigs))

	reader := tlog.TileHashReader(tree, f) // verifies every tile against the root of the tree
	root, err := tlog.TreeHash(size, reader)
	must(err)
	if root != tree.Hash {
		must(fmt.Errorf("root"))
	}
	all := entries(f, size)
	if int64(len(all)) != size {
		must(fmt.Errorf("%d entries instead of %d", len(all), size))
	}
	for n, entry := range all {
		stored, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(n))})
		must(err)
		if stored[0] != tlog.RecordHash(entry) {
			must(fmt.Errorf("entry %d", n))
		}
	}
	fmt.Println("entries", size)

	content, err := os.ReadFile(os.Args[3])
	must(err)
	var proofs []proof
	must(json.Unmarshal(content, &proofs))
	for _, p := range proofs {
		path := hashes(p.Path)
		if p.Kind == "inclusion" {
			must(tlog.CheckRecord(path, p.New, hash(p.Root), p.Index, tlog.RecordHash(all[p.Index])))
			own, err := tlog.ProveRecord(p.New, p.Index, reader)
			must(err)
			same(own, path)
		} else {
			must(tlog.CheckTree(path, p.New, hash(p.Root), p.Old, hash(p.OldRoot)))
			own, err := tlog.ProveTree(p.New, p.Old, reader)
			must(err)
			same(own, path)
		}
	}
	fmt.Println("proofs", len(proofs))
}

func same(own, ours []tlog.Hash) {
	if len(own) != len(ours) {
		must(fmt.Errorf("a proof of %d hashes instead of %d", len(ours), len(own)))
	}
	for i := range own {
		if own[i] != ours[i] {
			must(fmt.Errorf("hash %d of a proof", i))
		}
	}
}
