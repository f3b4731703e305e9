// The floor for the kiosk's start: the least SDL program that shows eight buttons with text in its fonts, then ends.
// usage: bench_minimal_kiosk WIDTH HEIGHT
#include <cstdio>
#include <cstdlib>
#include <string>

#include <SDL.h>
#include <SDL_ttf.h>

#include "tests/bench/font_file.hpp"

namespace {

bool show(int width, int height)
{
    SDL_Window* window = SDL_CreateWindow("minimal", 0, 0, width, height, SDL_WINDOW_SHOWN);
    SDL_Renderer* renderer = window == nullptr ? nullptr : SDL_CreateRenderer(window, -1, SDL_RENDERER_SOFTWARE);
    TTF_Font* font = TTF_OpenFont(saduak::bench::font_file("Loma").c_str(), 40);
    if (renderer == nullptr || font == nullptr) return false;
    SDL_SetRenderDrawColor(renderer, 255, 255, 255, 255);
    SDL_RenderClear(renderer);
    for (int i = 0; i < 8; ++i) {
        SDL_Rect const button{60, 120 + i * 200, width - 120, 170};
        SDL_SetRenderDrawColor(renderer, 20, 60, 140, 255);
        SDL_RenderFillRect(renderer, &button);
        SDL_Surface* text = TTF_RenderUTF8_Blended(font, "บัตรประจำตัวประชาชน", SDL_Color{255, 255, 255, 255});
        SDL_Texture* texture = SDL_CreateTextureFromSurface(renderer, text);
        SDL_Rect const place{100, button.y + 50, text->w, text->h};
        SDL_RenderCopy(renderer, texture, nullptr, &place);
        SDL_DestroyTexture(texture);
        SDL_FreeSurface(text);
    }
    SDL_RenderPresent(renderer);
    std::fprintf(stderr, "first_frame\n");
    TTF_CloseFont(font);
    SDL_DestroyRenderer(renderer);
    SDL_DestroyWindow(window);
    return true;
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::fprintf(stderr, "usage: bench_minimal_kiosk WIDTH HEIGHT\n");
        return 2;
    }
    SDL_SetMainReady();
    if (SDL_Init(SDL_INIT_VIDEO) != 0 || TTF_Init() != 0) return 1;
    bool const shown = show(std::atoi(argv[1]), std::atoi(argv[2]));
    if (!shown) std::fprintf(stderr, "bench_minimal_kiosk: %s\n", SDL_GetError());
    TTF_Quit();
    SDL_Quit();
    return shown ? 0 : 1;
}
