// How many files were made durable by their data alone.
long long cham_datasyncs(void);
