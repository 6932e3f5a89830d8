#ifndef MARTLET_CTOML_H
#define MARTLET_CTOML_H

// A TOML document as a flat list of events, each with the line and the column where it stands.
//
// toml++ (Debian's libtomlplusplus-dev, headers alone) is read with because it knows the place of
// every key and every value; other libraries know only that of a syntax error, and "unknown key"
// without a line is little help. No exception leaves this file, and no input brings it down.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum martlet_toml_kind {
  // Everything up to the matching end lies in it. The document is one table.
  MARTLET_TOML_TABLE = 0,
  MARTLET_TOML_ARRAY = 1,
  MARTLET_TOML_END = 2,
  MARTLET_TOML_STRING = 3,
  MARTLET_TOML_INTEGER = 4,
  MARTLET_TOML_BOOLEAN = 5,
  // A number with a point, a date, a time.
  MARTLET_TOML_OTHER = 6,
};

// Lines and columns are counted from 1, columns in characters. Keys and strings are valid UTF-8,
// may hold zero bytes, and live as long as the document.
struct martlet_toml_event {
  enum martlet_toml_kind kind;
  // The key that it stands under; none for the document, items of an array, ends.
  const char *key;
  size_t key_length;
  uint32_t key_line, key_column;
  // Of a string.
  const char *text;
  size_t text_length;
  // Of an integer; 0 or 1 of a boolean.
  int64_t number;
  uint32_t line, column;
};

struct martlet_toml_document;

// Larger documents are refused, and lines with more points: a key of thousands of parts would make
// tables nested that deep.
extern const size_t martlet_toml_max_bytes;

// NULL only when there is no memory left. To be freed in any case.
struct martlet_toml_document *martlet_toml_parse(const char *bytes, size_t length);
void martlet_toml_free(struct martlet_toml_document *document);

size_t martlet_toml_event_count(const struct martlet_toml_document *document);
const struct martlet_toml_event *martlet_toml_events(const struct martlet_toml_document *document);

// What is wrong with the document, which has no events then; NULL for a good one.
const char *martlet_toml_problem(
    const struct martlet_toml_document *document, uint32_t *line, uint32_t *column);

#ifdef __cplusplus
}
#endif

#endif
