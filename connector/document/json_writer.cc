#include "connector/document/json_writer.h"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

namespace estafeta::document {

// RapidJSON's pretty writer with an indentation of nothing would still break lines, hence the two writers.
class JsonWriter::Impl {
 public:
  explicit Impl(int indent) : pretty_(indent > 0), wide_(buffer_), narrow_(buffer_) {
    if (pretty_) wide_.SetIndent(' ', static_cast<unsigned>(indent));
  }

  template <typename Action>
  void write(Action action) {
    if (pretty_) {
      action(wide_);
    } else {
      action(narrow_);
    }
  }
  std::string_view view() const { return {buffer_.GetString(), buffer_.GetSize()}; }
  void clear() {
    buffer_.Clear();
    wide_.Reset(buffer_);
    narrow_.Reset(buffer_);
  }

 private:
  bool pretty_;
  rapidjson::StringBuffer buffer_;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> wide_;
  rapidjson::Writer<rapidjson::StringBuffer> narrow_;
};

JsonWriter::JsonWriter(int indent) : impl_(std::make_unique<Impl>(indent)) {}
JsonWriter::~JsonWriter() = default;
JsonWriter::JsonWriter(JsonWriter&&) noexcept = default;
JsonWriter& JsonWriter::operator=(JsonWriter&&) noexcept = default;

JsonWriter& JsonWriter::begin_object() {
  impl_->write([](auto& writer) { writer.StartObject(); });
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  impl_->write([](auto& writer) { writer.EndObject(); });
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  impl_->write([](auto& writer) { writer.StartArray(); });
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  impl_->write([](auto& writer) { writer.EndArray(); });
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  impl_->write(
      [name](auto& writer) { writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); });
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  impl_->write(
      [text](auto& writer) { writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size())); });
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  impl_->write([number](auto& writer) { writer.Int64(number); });
  return *this;
}

JsonWriter& JsonWriter::value(bool yes) {
  impl_->write([yes](auto& writer) { writer.Bool(yes); });
  return *this;
}

JsonWriter& JsonWriter::value(base::Instant instant) {
  return value(base::format_instant(instant));
}

JsonWriter& JsonWriter::null() {
  impl_->write([](auto& writer) { writer.Null(); });
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  impl_->write([json](auto& writer) { writer.RawValue(json.data(), json.size(), rapidjson::kNumberType); });
  return *this;
}

std::string JsonWriter::text() const {
  return std::string(impl_->view());
}

std::string_view JsonWriter::view() const {
  return impl_->view();
}

void JsonWriter::clear() {
  impl_->clear();
}

}  // namespace estafeta::document
