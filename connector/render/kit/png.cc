#include "connector/render/kit/png.h"

#include <librsvg/rsvg.h>

#include <algorithm>
#include <cmath>
#include <memory>

#ifdef ESTAFETA_SANITIZED
// What fontconfig keeps for the life of the process, once for all pictures, is no leak.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libfontconfig";
}
#endif

namespace estafeta::render {
namespace {

template <auto Release>
struct Released {
  template <typename T>
  void operator()(T* thing) const {
    Release(thing);
  }
};

using Handle = std::unique_ptr<RsvgHandle, Released<g_object_unref>>;
using Surface = std::unique_ptr<cairo_surface_t, Released<cairo_surface_destroy>>;
using Context = std::unique_ptr<cairo_t, Released<cairo_destroy>>;

base::Status cannot_draw(GError* error) {
  const std::unique_ptr<GError, Released<g_error_free>> owned(error);
  const std::string why = error == nullptr ? "?" : error->message;
  return {base::Code::internal, base::Phrase("render.no_png", {{"why", why}})};
}

double scale_of(double width, double height) {
  const double by_side = kPngSide / std::max(width, height);
  const double by_area = std::sqrt(kPngArea / (width * height));
  return std::min({1.0, by_side, by_area});
}

cairo_status_t append(void* text, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

base::Result<std::string> png_of(std::string_view svg) {
  GError* error = nullptr;
  const Handle handle(
      rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), &error));
  if (!handle) return base::fail(cannot_draw(error));
  double width = 0;
  double height = 0;
  if (!rsvg_handle_get_intrinsic_size_in_pixels(handle.get(), &width, &height) || width < 1 || height < 1) {
    return base::fail(cannot_draw(nullptr));
  }
  const double scale = scale_of(width, height);
  const RsvgRectangle whole{0, 0, std::ceil(width * scale), std::ceil(height * scale)};
  const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(whole.width),
                                                   static_cast<int>(whole.height)));
  const Context context(cairo_create(surface.get()));
  // A new surface is black, and so is most of what is drawn.
  cairo_set_source_rgb(context.get(), 1, 1, 1);
  cairo_paint(context.get());
  if (!rsvg_handle_render_document(handle.get(), context.get(), &whole, &error)) {
    return base::fail(cannot_draw(error));
  }
  std::string png;
  cairo_surface_write_to_png_stream(surface.get(), append, &png);
  return png;
}

}  // namespace estafeta::render
