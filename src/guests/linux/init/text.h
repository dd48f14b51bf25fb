/* Tokens of the manifest and of the agent line, numbers, names of errors. docs/formats/manifest.md has the rules. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Undoes the percent-encoding of a token in place. False when it is malformed or hides a NUL: no C string holds that. */
bool token_decode(char *token);

/* Appends a token to out[*used..size), after a space unless it is the first. What does not fit is left away. */
void token_append(char *out, size_t size, size_t *used, const char *text);

/* Well-formed UTF-8 (RFC 3629: shortest forms only, no surrogates). */
bool utf8_valid(const char *text);

/* Reads a decimal of 1 to 9 digits. False for anything else. */
bool number_parse(const char *text, unsigned *number);

/* A number as text, valid to the end of the block that uses it. */
#define NUMBER(value) number_text((char[24]){0}, (long long)(value))
const char *number_text(char text[24], long long number);

/* "ENOENT" for ENOENT; "E<number>" for what nothing here meets. */
const char *error_name(int error);

/* Copies as much as fits, always terminated. */
void text_copy(char *out, size_t size, const char *text);

/* The whole of a small file, terminated; its length, or -1. */
long file_read(int directory, const char *path, char *out, size_t size);
