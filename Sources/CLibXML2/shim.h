// Everything of libxml2 that the SAX reader uses, and no more.
#include <libxml/xmlversion.h>
// ICU's headers would clash with the ones that Foundation brings along; nothing here looks inside a converter.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <libxml/dict.h>
#include <libxml/hash.h>
#include <libxml/xmlerror.h>

static void strata_say_nothing(void *context, const char *message, ...) {}

// What libxml2 would print is dropped, on this thread; the type of the function is variadic, which Swift cannot write.
static inline void strata_silence_libxml2(void) { xmlSetGenericErrorFunc(NULL, strata_say_nothing); }
