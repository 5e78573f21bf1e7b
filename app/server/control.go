package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"cham"
	"cham/app"
)

// controlSocket lies in the data folder: who may open it there is the operator,
// as only the folder's owner may, and needs no other key.
const controlSocket = "control.sock"

// Trailers of an answer that is an archive, which say why it ended early.
const (
	controlError = "X-Cham-Error"
	controlTotal = "X-Cham-Total"
)

// onControl calls f with an address of the socket that is short enough, wherever
// the folder lies: a socket's path has room for some 100 bytes.
func onControl(data string, f func(address string) error) error {
	dir, err := os.Open(data)
	if err != nil {
		return err
	}
	defer dir.Close()
	return f(filepath.Join("/proc/self/fd", fmt.Sprint(dir.Fd()), controlSocket))
}

// listenControl opens the socket; one that a killed program left gives way, as
// the folder is locked.
func (s *Server) listenControl() error {
	err := onControl(s.Data, func(address string) error {
		if err := os.Remove(address); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		l, err := net.Listen("unix", address)
		if err != nil {
			return err
		}
		l.(*net.UnixListener).SetUnlinkOnClose(false) // its path is good for this moment only
		mux := http.NewServeMux()
		mux.HandleFunc("POST /backup", s.controlBackup)
		mux.HandleFunc("GET /readyz", s.ready)
		s.control = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
		go s.control.Serve(l)
		return nil
	})
	if err != nil {
		e := cham.Errorf(cham.CodeUnavailable, "cham.serve", "the data folder %s must be on a disk that can hold a socket", s.Data)
		e.Err = err
		return e
	}
	return nil
}

// controlBackup answers an archive of everything; it ends when who asked goes.
func (s *Server) controlBackup(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Trailer", controlError)
	w.Header().Set(controlTotal, fmt.Sprint(s.DataBytes()))
	ctx, stop := context.WithCancel(r.Context())
	defer stop()
	defer context.AfterFunc(s.stopping, stop)()
	if _, err := s.Backup(ctx, w, nil); err != nil {
		w.Header().Set(controlError, err.Error())
		s.Log.Error("backup: it was not finished", "error", err)
	}
}

// BackupOf writes an archive of a running server's folder to w; CodeNotFound
// says that none is running there that can be asked. watch gets how many bytes of
// about how many came.
func BackupOf(ctx context.Context, data string, w io.Writer, watch func(app.Progress)) error {
	return askControl(ctx, data, http.MethodPost, "/backup", func(res *http.Response) error {
		p := app.Progress{}
		fmt.Sscan(res.Header.Get(controlTotal), &p.Total)
		if _, err := io.Copy(io.MultiWriter(w, watched{&p, watch}), res.Body); err != nil {
			return cham.Wrap(cham.CodeUnavailable, "cham.backup", err)
		}
		if why := res.Trailer.Get(controlError); why != "" {
			return cham.Errorf(cham.CodeUnavailable, "cham.backup", "%s", why)
		}
		return nil
	})
}

// Ready asks a running server's folder whether the server can answer; the error
// says why not.
func Ready(ctx context.Context, data string) error {
	return askControl(ctx, data, http.MethodGet, "/readyz", func(res *http.Response) error {
		if res.StatusCode == http.StatusOK {
			return nil
		}
		why, err := io.ReadAll(io.LimitReader(res.Body, 1<<10))
		return errors.Join(cham.Errorf(cham.CodeUnavailable, "cham.health", "%s", strings.TrimSpace(string(why))), err)
	})
}

// askControl asks the socket; CodeNotFound when nobody listens there.
func askControl(ctx context.Context, data, method, path string, read func(*http.Response) error) error {
	return onControl(data, func(address string) error {
		dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", address)
		}
		client := &http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}
		req, err := http.NewRequestWithContext(ctx, method, "http://cham"+path, nil)
		if err != nil {
			return err
		}
		res, err := client.Do(req)
		if err != nil {
			e := cham.Errorf(cham.CodeNotFound, "cham.control", "no cham serve answers in %s; is it the data folder, and of this user?", data)
			e.Err = err
			return e
		}
		defer res.Body.Close()
		return read(res)
	})
}

type watched struct {
	p     *app.Progress
	watch func(app.Progress)
}

func (w watched) Write(b []byte) (int, error) {
	w.p.Done += int64(len(b))
	w.p.Total = max(w.p.Total, w.p.Done)
	if w.watch != nil {
		w.watch(*w.p)
	}
	return len(b), nil
}
