#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

static bool is_plain(unsigned char byte) {
    return byte > ' ' && byte < 0x7f && byte != '%';
}

bool token_decode(char *token) {
    char *out = token;
    for (const char *in = token; *in; in++) {
        if (*in != '%') {
            if (!is_plain((unsigned char)*in)) return false;
            *out++ = *in;
            continue;
        }
        int high = hex_value(in[1]);
        int low = high < 0 ? -1 : hex_value(in[2]);
        if (low < 0 || high + low == 0) return false;
        unsigned char byte = (unsigned char)(high << 4 | low);
        /* One text has one encoding: what need not be encoded must not be. */
        if (is_plain(byte)) return false;
        *out++ = (char)byte;
        in += 2;
    }
    *out = 0;
    return true;
}

void token_append(char *out, size_t size, size_t *used, const char *text) {
    static const char digits[] = "0123456789ABCDEF";
    if (*used > 0 && *used + 1 < size) out[(*used)++] = ' ';
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        if (*used + (is_plain(byte) ? 1 : 3) >= size) break;
        if (is_plain(byte)) {
            out[(*used)++] = (char)byte;
            continue;
        }
        out[(*used)++] = '%';
        out[(*used)++] = digits[byte >> 4];
        out[(*used)++] = digits[byte & 15];
    }
}

bool utf8_valid(const char *text) {
    static const uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    for (const unsigned char *in = (const unsigned char *)text; *in;) {
        unsigned char lead = *in++;
        int more = lead < 0x80 ? 0 : lead >> 5 == 6 ? 1 : lead >> 4 == 14 ? 2 : lead >> 3 == 30 ? 3 : -1;
        if (more < 0) return false;
        if (more == 0) continue;
        uint32_t point = lead & (0x3fu >> more);
        for (int i = 0; i < more; i++, in++) {
            if (*in >> 6 != 2) return false;
            point = point << 6 | (*in & 0x3f);
        }
        if (point < smallest[more] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return false;
    }
    return true;
}

bool number_parse(const char *text, unsigned *number) {
    size_t digits = strspn(text, "0123456789");
    if (digits < 1 || digits > 9 || text[digits]) return false;
    *number = 0;
    for (; *text; text++) *number = *number * 10 + (unsigned)(*text - '0');
    return true;
}

const char *number_text(char text[24], long long number) {
    snprintf(text, 24, "%lld", number);
    return text;
}

const char *error_name(int error) {
    static char unknown[16];
#define NAME(code) case code: return #code
    switch (error) {
        NAME(EPERM); NAME(ENOENT); NAME(ESRCH); NAME(EINTR); NAME(EIO); NAME(ENXIO); NAME(E2BIG); NAME(ENOEXEC);
        NAME(EAGAIN); NAME(ENOMEM); NAME(EACCES); NAME(ENOTBLK); NAME(EBUSY); NAME(EEXIST); NAME(ENODEV); NAME(ENOTDIR);
        NAME(EISDIR); NAME(EINVAL); NAME(ENFILE); NAME(EMFILE); NAME(ENOTTY); NAME(ETXTBSY); NAME(EFBIG); NAME(ENOSPC);
        NAME(EROFS); NAME(ENAMETOOLONG); NAME(ENOSYS); NAME(ELOOP); NAME(ENODATA); NAME(EPROTO); NAME(EBADMSG);
        NAME(EOVERFLOW); NAME(ENOTUNIQ); NAME(EOPNOTSUPP); NAME(ETIMEDOUT); NAME(EALREADY); NAME(EUCLEAN);
        NAME(EMEDIUMTYPE);
        default: snprintf(unknown, sizeof unknown, "E%d", error); return unknown;
    }
#undef NAME
}

void text_copy(char *out, size_t size, const char *text) {
    size_t length = strnlen(text, size - 1);
    memcpy(out, text, length);
    out[length] = 0;
}

long file_read(int directory, const char *path, char *out, size_t size) {
    int fd = openat(directory, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) return -1;
    size_t used = 0;
    ssize_t count = 0;
    while (used < size - 1 && (count = read(fd, out + used, size - 1 - used)) > 0) used += (size_t)count;
    close(fd);
    out[used] = 0;
    return count < 0 ? -1 : (long)used;
}
