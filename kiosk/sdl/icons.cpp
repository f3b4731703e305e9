#include "kiosk/sdl/icons.hpp"

#include <map>
#include <string>

namespace saduak::kiosk {

namespace {

using Icons = std::map<std::string, Drawing, std::less<>>;

Icons service_icons()
{
    Icons icons;
    icons["document"] = {{Line{24, 8, 60, 8}, Line{60, 8, 78, 26}, Line{78, 26, 78, 92}, Line{78, 92, 24, 92}, Line{24, 92, 24, 8},
                          Line{38, 44, 64, 44}, Line{38, 60, 64, 60}, Line{38, 76, 54, 76}, Line{58, 10, 58, 28}, Line{58, 28, 76, 28}},
                         6};
    icons["id-card"] = {{RoundedFrame{6, 20, 88, 60, 9}, Ring{32, 43, 9}, Arc{32, 70, 15, 200, 340}, Line{58, 40, 82, 40}, Line{58, 53, 82, 53},
                         Line{58, 66, 74, 66}},
                        6};
    icons["house"] = {{Line{8, 50, 50, 12}, Line{50, 12, 92, 50}, Line{20, 42, 20, 88}, Line{80, 42, 80, 88}, Line{20, 88, 80, 88},
                       RoundedFrame{41, 58, 18, 30, 2}},
                      6};
    icons["land"] = {{Line{8, 30, 38, 16}, Line{38, 16, 64, 30}, Line{64, 30, 92, 18}, Line{92, 18, 92, 74}, Line{92, 74, 64, 88},
                      Line{64, 88, 38, 74}, Line{38, 74, 8, 88}, Line{8, 88, 8, 30}, Line{38, 16, 38, 74}, Line{64, 30, 64, 88}},
                     6};
    icons["sign"] = {{RoundedFrame{8, 14, 84, 42, 6}, Line{28, 56, 28, 92}, Line{72, 56, 72, 92}, Line{24, 29, 76, 29}, Line{24, 42, 58, 42}}, 6};
    icons["elder"] = {{Ring{42, 20, 12}, Line{40, 36, 34, 62}, Line{34, 62, 44, 92}, Line{34, 62, 22, 92}, Line{40, 42, 64, 54},
                       Arc{72, 54, 8, 180, 360}, Line{64, 54, 64, 92}},
                      7};
    icons["building"] = {{RoundedFrame{20, 8, 60, 84, 4}, Line{36, 26, 42, 26}, Line{58, 26, 64, 26}, Line{36, 42, 42, 42}, Line{58, 42, 64, 42},
                          Line{36, 58, 42, 58}, Line{58, 58, 64, 58}, Line{44, 92, 44, 76}, Line{44, 76, 56, 76}, Line{56, 76, 56, 92}},
                         6};
    icons["money"] = {{RoundedFrame{6, 24, 88, 52, 8}, Ring{50, 50, 14}, Line{20, 50, 22, 50}, Line{78, 50, 80, 50}}, 6};
    icons["family"] = {{Ring{32, 26, 12}, Ring{68, 26, 12}, Arc{32, 68, 22, 180, 360}, Arc{68, 68, 22, 180, 360}, Line{10, 68, 10, 88},
                        Line{90, 68, 90, 88}, Line{10, 88, 90, 88}},
                       6};
    icons["help"] = {{Ring{50, 50, 42}, Arc{50, 40, 13, 180, 410}, Line{56, 52, 50, 60}, Disc{50, 74, 5}}, 7};
    return icons;
}

Icons screen_icons()
{
    Icons icons;
    icons["person"] = {{Ring{50, 28, 16}, Arc{50, 88, 32, 180, 360}, Line{18, 88, 82, 88}}, 7};
    // A person with a heart: nobody's reason is drawn.
    icons["priority"] = {{Ring{38, 28, 15}, Arc{38, 88, 28, 180, 360}, Line{10, 88, 66, 88}, Arc{72, 36, 8, 165, 375}, Arc{87, 36, 8, 165, 375},
                          Line{64, 38, 79.5, 56}, Line{95, 38, 79.5, 56}},
                         6};
    icons["printer"] = {{RoundedFrame{10, 36, 80, 36, 7}, Line{26, 36, 26, 10}, Line{26, 10, 74, 10}, Line{74, 10, 74, 36}, Line{28, 60, 72, 60},
                         Line{28, 60, 28, 92}, Line{28, 92, 72, 92}, Line{72, 92, 72, 60}, Line{40, 76, 60, 76}, Disc{76, 48, 4}},
                        6};
    icons["globe"] = {{Ring{50, 50, 42}, Line{8, 50, 92, 50}, Line{50, 8, 50, 92}, Arc{2, 50, 64, 319, 401}, Arc{98, 50, 64, 139, 221}}, 6};
    icons["access"] = {{Ring{50, 50, 44}, Disc{50, 25, 7}, Line{26, 40, 74, 40}, Line{50, 40, 50, 58}, Line{50, 58, 36, 80}, Line{50, 58, 64, 80}},
                       7};
    icons["check"] = {{Line{14, 54, 40, 80}, Line{40, 80, 86, 22}}, 12};
    icons["letters"] = {
        {Line{8, 84, 32, 18}, Line{32, 18, 56, 84}, Line{17, 60, 47, 60}, Line{64, 84, 79, 46}, Line{79, 46, 94, 84}, Line{69, 70, 89, 70}}, 7};
    icons["contrast"] = {{Ring{50, 50, 42}, Arc{50, 50, 12, 90, 270}, Arc{50, 50, 24, 90, 270}, Arc{50, 50, 34, 90, 270}, Line{50, 8, 50, 92}}, 10};
    icons["lower"] = {
        {RoundedFrame{18, 8, 64, 84, 6}, Line{50, 20, 50, 50}, Line{38, 38, 50, 50}, Line{62, 38, 50, 50}, RoundedFill{28, 62, 44, 20, 4}}, 7};
    icons["headphones"] = {{Arc{50, 52, 36, 180, 360}, RoundedFill{8, 52, 18, 34, 6}, RoundedFill{74, 52, 18, 34, 6}}, 7};
    icons["clock"] = {{Ring{50, 50, 40}, Line{50, 50, 50, 26}, Line{50, 50, 66, 60}}, 7};
    icons["warning"] = {{Line{50, 12, 92, 86}, Line{92, 86, 8, 86}, Line{8, 86, 50, 12}, Line{50, 40, 50, 60}, Disc{50, 73, 5}}, 8};
    return icons;
}

}  // namespace

Drawing const& icon_drawing(std::string_view name)
{
    static Icons const icons = [] {
        Icons all = service_icons();
        all.merge(screen_icons());
        return all;
    }();
    auto const found = icons.find(name);
    return found != icons.end() ? found->second : icons.at("document");
}

Drawing face_drawing(int score)
{
    Drawing face{{Ring{50, 50, 46}, Disc{34, 40, 5.5}, Disc{66, 40, 5.5}}, 5};
    switch (score) {
    case 5:
        face.strokes.emplace_back(Arc{50, 54, 24, 10, 170});
        face.strokes.emplace_back(Line{26.4, 58.2, 73.6, 58.2});
        break;
    case 4: face.strokes.emplace_back(Arc{50, 48, 24, 35, 145}); break;
    case 3: face.strokes.emplace_back(Line{34, 68, 66, 68}); break;
    case 2: face.strokes.emplace_back(Arc{50, 90, 24, 228, 312}); break;
    default:
        face.strokes.emplace_back(Arc{50, 82, 22, 195, 345});
        face.strokes.emplace_back(Line{24, 26, 40, 31});
        face.strokes.emplace_back(Line{76, 26, 60, 31});
        break;
    }
    return face;
}

}  // namespace saduak::kiosk
