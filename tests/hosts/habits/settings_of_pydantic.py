from dataclasses import dataclass, field

from pydantic import BaseModel, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class LangSmithSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="LANGSMITH_")
    project: str = "prod"
    run_filter: str = 'and(eq(is_root, true), eq(status, "error"))'
    trace_filter: str | None = Field(default='eq(name, "agent")', description="trace filter")


@dataclass
class ExportJob:
    name: str
    filter: str = 'eq(run_type, "llm")'
    tree_filter: str = field(default='eq(name, "ChatOpenAI")')


class AlertRule(BaseModel):
    filter: str = Field('gt(error_count, 5)', examples=["x"])
    denominator_filter: str = "eq(is_root, true)"


JOBS = [
    ExportJob(name="tools", filter="eq(run_type, 'tool')"),
    ExportJob(name="roots", filter='eq(is_root, true)'),
]
