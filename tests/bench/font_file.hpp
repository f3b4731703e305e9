// Where fontconfig finds a font, for the bare programs that the kiosk is measured against.
#pragma once

#include <string>

#include <fontconfig/fontconfig.h>

namespace saduak::bench {

// "Loma:bold". Empty where there is none.
inline std::string font_file(char const* name)
{
    FcPattern* wanted = FcNameParse(reinterpret_cast<FcChar8 const*>(name));
    FcConfigSubstitute(nullptr, wanted, FcMatchPattern);
    FcDefaultSubstitute(wanted);
    FcResult result = FcResultNoMatch;
    FcPattern* found = FcFontMatch(nullptr, wanted, &result);
    FcChar8* file = nullptr;
    std::string path;
    if (found != nullptr && FcPatternGetString(found, FC_FILE, 0, &file) == FcResultMatch) path = reinterpret_cast<char const*>(file);
    if (found != nullptr) FcPatternDestroy(found);
    FcPatternDestroy(wanted);
    return path;
}

}  // namespace saduak::bench
